create table members (
  id bigint generated always as identity primary key,
  display_name text not null constraint members_display_name_key unique,
  revision int not null default 0
);
