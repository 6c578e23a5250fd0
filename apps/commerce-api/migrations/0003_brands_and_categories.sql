-- expand
create table brands (
  id bigint generated always as identity primary key,
  name text not null constraint brands_name_key unique check (char_length(name) between 1 and 50)
);

-- Two levels with fixed ids: roots 1 to 4, leaves 5 to 56. Other systems know these ids (chat groups as interest tags),
-- so a row may be renamed or added, never renumbered.
create table categories (
  id integer primary key,
  parent_id integer references categories (id) check (parent_id <> id),
  name text not null check (char_length(name) between 1 and 50),
  constraint categories_name_key unique nulls not distinct (parent_id, name),
  -- For the foreign key of products, which only leaves can satisfy.
  constraint categories_leaf_key unique (id, parent_id)
);

insert into categories (id, parent_id, name) values
  (1, null, '남성'), (2, null, '여성'), (3, null, '아동'), (4, null, '공용'),
  (5, 1, '슬리퍼'), (6, 1, '샌들'), (7, 1, '스니커즈'), (8, 1, '러닝화'), (9, 1, '로퍼'),
  (10, 1, '부츠'), (11, 1, '워커'), (12, 1, '슬립온'), (13, 1, '첼시부츠'), (14, 1, '옥스퍼드'),
  (15, 1, '방한화'), (16, 1, '레인부츠'), (17, 1, '아쿠아슈즈'), (18, 1, '드레스슈즈'),
  (19, 2, '슬리퍼'), (20, 2, '샌들'), (21, 2, '스니커즈'), (22, 2, '러닝화'), (23, 2, '로퍼'),
  (24, 2, '부츠'), (25, 2, '워커'), (26, 2, '슬립온'), (27, 2, '첼시부츠'), (28, 2, '옥스퍼드'),
  (29, 2, '방한화'), (30, 2, '레인부츠'), (31, 2, '아쿠아슈즈'), (32, 2, '드레스슈즈'), (33, 2, '힐'),
  (34, 2, '플랫슈즈'),
  (35, 3, '슬리퍼'), (36, 3, '샌들'), (37, 3, '스니커즈'), (38, 3, '러닝화'), (39, 3, '부츠'),
  (40, 3, '슬립온'), (41, 3, '방한화'), (42, 3, '레인부츠'), (43, 3, '아쿠아슈즈'), (44, 3, '드레스슈즈'),
  (45, 3, '플랫슈즈'),
  (46, 4, '슬리퍼'), (47, 4, '샌들'), (48, 4, '스니커즈'), (49, 4, '러닝화'), (50, 4, '로퍼'),
  (51, 4, '부츠'), (52, 4, '워커'), (53, 4, '슬립온'), (54, 4, '첼시부츠'), (55, 4, '레인부츠'),
  (56, 4, '아쿠아슈즈');
