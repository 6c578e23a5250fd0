-- expand
-- The colour family of a colour's name, which is any text in Korean or English. In each part of the name (`블랙/화이트` has two) the word that
-- ends last says it, as the noun of `크림 화이트` does, and of words that end together the longest, so that `네이비 블루` is navy. The first part
-- with such a word is the main colour; three families or more are MULTI. Korean words may be inside of others, English ones stand alone.
-- A change of the words is a migration that computes product_colors.family again (`alter column family set expression`).
create function color_family(name text) returns text language sql immutable strict parallel safe
return (
  with word as (
    select family, word from (values
      ('BLACK', '블랙,검정,검은,검은색,까만,까망,흑색,먹색,오닉스, black , jet , onyx '),
      ('WHITE', '화이트,흰색,하얀,하양,흰,백색,스노우, white , offwhite , snow '),
      ('GRAY', '그레이,회색,차콜,쥐색,애쉬,시멘트,멜란지, gray , grey , charcoal , ash , graphite , slate '),
      ('BEIGE', '베이지,그레이지,크림,아이보리,상아색,미색,샌드,모래색,에크루,오트밀,바닐라,스톤,누드, beige , greige , cream , ivory , sand , ecru , oatmeal , vanilla , stone , nude , bone '),
      ('BROWN', '브라운,갈색,밤색,고동색,카멜,캐멀,낙타색,초코,초콜릿,초콜렛,코코아,모카,커피,카라멜,코냑,월넛,토프,테라코타, brown , camel , tan , chocolate , choco , cocoa , mocha , coffee , caramel , cognac , walnut , taupe , terracotta '),
      ('RED', '레드,빨강,빨간,빨간색,적색,붉은,다홍,진홍,와인,버건디,마룬,크림슨,스칼렛,체리,루비, red , wine , burgundy , maroon , crimson , scarlet , cherry , ruby '),
      ('PINK', '핑크,분홍,로즈,푸시아,마젠타, pink , rose , fuchsia , magenta '),
      ('ORANGE', '오렌지,주황,귤색,살구,피치,코랄,탠저린, orange , peach , apricot , coral , tangerine '),
      ('YELLOW', '옐로,옐로우,노랑,노란,노란색,황색,레몬,머스터드,머스타드,겨자색,버터, yellow , lemon , mustard , butter '),
      ('GREEN', '그린,초록,녹색,연두,풀색,쑥색,옥색,국방색,카키,올리브,민트,라임,세이지,포레스트,에메랄드,피스타치오, green , khaki , olive , mint , lime , sage , forest , emerald , pistachio , teal '),
      ('BLUE', '블루,파랑,파란,파란색,청색,하늘,하늘색,스카이,코발트,데님,인디고,아쿠아,터콰이즈,사파이어, blue , sky , cobalt , denim , indigo , aqua , turquoise , sapphire '),
      ('NAVY', '네이비,네이비블루,네이비 블루,남색,곤색,감색,미드나잇,미드나잇블루,미드나잇 블루, navy , navy blue , midnight , midnight blue '),
      ('PURPLE', '퍼플,보라,보라색,자주,자주색,바이올렛,라벤더,라일락,자두색,가지색,플럼,모브, purple , violet , lavender , lilac , plum , mauve '),
      ('SILVER', '실버,은색,은빛,크롬,플래티넘, silver , chrome , platinum '),
      ('GOLD', '골드,금색,금빛,샴페인,브론즈, gold , champagne , bronze '),
      ('MULTI', '멀티,멀티컬러,무지개,레인보우,알록달록,카무플라주,레오파드,호피, multi , multicolor , multicolour , rainbow , camo , leopard ')
    ) as families (family, words), string_to_table(words, ',') as word
  ), part as (
    select position, ' ' || regexp_replace(text, '[^a-z가-힣]+', ' ', 'g') || ' ' as text
    from regexp_split_to_table(lower(normalize(name, NFKC)), '[/,&+|·×(]|\s(?:and|with|앤|와|과)\s') with ordinality as given (text, position)
  ), named as (
    select distinct on (position) position, family
    from part join word on strpos(text, word) > 0
    order by position, strpos(reverse(text), reverse(word)), char_length(word) desc
  )
  select case when count(distinct family) > 2 then 'MULTI'
    else coalesce((array_agg(family order by position))[1], 'OTHER') end
  from named
);

-- The chosen family is the seller's; without it the name says it. Whoever writes names needs to know nothing of families.
alter table product_colors
  add column chosen_family text check (chosen_family in ('BLACK', 'WHITE', 'GRAY', 'BEIGE', 'BROWN', 'RED', 'PINK', 'ORANGE', 'YELLOW',
    'GREEN', 'BLUE', 'NAVY', 'PURPLE', 'SILVER', 'GOLD', 'MULTI', 'OTHER')),
  add column family text not null generated always as (coalesce(chosen_family, color_family(name))) stored;

-- Nobody writes stock until its triggers know families.
lock table skus in share row exclusive mode;
alter table skus_in_stock add column family text not null default 'OTHER';
update skus_in_stock set family = product_colors.family
from skus join product_colors on product_colors.id = skus.color_id where skus.id = sku_id;
-- For lists of a colour, with sizes or without.
create index skus_in_stock_family on skus_in_stock (family, product_id, size_mm);

create or replace function follow_available_sku() returns trigger language plpgsql as $$
begin
  if new.removed_at is null and new.stock > new.reserved + new.allocated then
    insert into skus_in_stock (size_mm, product_id, sku_id, family)
    select new.size_mm, new.product_id, new.id, family from product_colors where id = new.color_id
    on conflict do nothing;
  else
    delete from skus_in_stock
    where size_mm = new.size_mm and product_id = new.product_id and sku_id = new.id;
  end if;
  return null;
end $$;

create or replace function follow_inserted_skus() returns trigger language plpgsql as $$
begin
  insert into skus_in_stock (size_mm, product_id, sku_id, family)
  select size_mm, changed.product_id, changed.id, family
  from changed join product_colors on product_colors.id = color_id
  where removed_at is null and stock > reserved + allocated
  on conflict do nothing;
  return null;
end $$;

-- Who moves stock at the same moment holds the SKU: either their rows are there afterwards, or they read the new family.
create function follow_color_families() returns trigger language plpgsql as $$
declare
  ids bigint[] := array(select changed.id from changed join former using (id) where changed.family <> former.family);
begin
  if ids = '{}' then return null; end if;
  perform from skus where color_id = any(ids) and product_id in (select product_id from changed) order by id for no key update;
  update skus_in_stock set family = changed.family
  from skus join changed on changed.id = skus.color_id
  where skus.product_id = changed.product_id and changed.id = any(ids) and skus_in_stock.size_mm = skus.size_mm
    and skus_in_stock.product_id = skus.product_id and skus_in_stock.sku_id = skus.id;
  return null;
end $$;
create trigger product_colors_families after update on product_colors
  referencing old table as former new table as changed
  for each statement execute function follow_color_families();

create trigger skus_in_stock_facets_update after update on skus_in_stock
  referencing new table as changed for each statement execute function note_facets_of_stock();
