-- expand
-- What a product is searched by, smaller and without its categories: which of these have a word is looked up in the tree, so that no product
-- is written when a category is renamed or moved. The release before this one searches by product_search and product_grams, which are written
-- no more.
create table product_words (
  product_id bigint primary key,
  -- Brand and name in one line, each colour in one of its own.
  text text not null,
  consonants text not null,
  -- The first character of each word, and its initial consonant.
  initials text not null,
  -- Of the postings of this row.
  popularity smallint not null
);

-- The pairs of characters that follow each other in the text of a product, with the most popular product last: a list of the products of a word by
-- popularity is a range of this index.
create table product_postings (
  gram text collate "C",
  popularity smallint,
  product_id bigint,
  primary key (gram, popularity, product_id)
);

-- Consonants are few, and each pair of them is in many products: a list of these is compressed in a GIN index. So are those of initials.
create function letter_grams(initials text, consonants text) returns text[] language sql immutable strict parallel safe
  return array(select string_to_table(initials, null) union select character_pairs(consonants));
create index product_words_letters on product_words using gin (letter_grams(initials, consonants)) with (fastupdate = off);

-- Of concurrent changes of a product, its brand or colours the last one sees all: it waits for the row, and reads afterwards.
-- Without JIT, which takes longer than all of it.
create or replace function index_products(ids bigint[]) returns void language plpgsql set jit = off as $$
begin
  insert into product_words (product_id, text, consonants, initials, popularity)
  select id, '', '', '', 0 from unnest(ids) as id
  where not exists (select from product_words where product_id = id) order by id
  on conflict do nothing;
  perform from product_words where product_id = any(ids) order by product_id for update;
  with source as (
    select products.id, popularity, concat_ws(' ', brands.name, products.name) as title,
      array(select product_colors.name from product_colors where product_id = products.id order by position) as colors
    from products join brands on brands.id = brand_id
    where products.id = any(ids)
  ), folded as materialized (
    select id, popularity, search_fold(title) || coalesce((
        select string_agg(E'\n' || search_fold(color), '' order by position)
        from unnest(colors) with ordinality as given (color, position)
      ), '') as text,
      coalesce((
        select string_agg(distinct letter, '') from (
          select left(search_fold(word), 1) as letter
          from string_to_table(regexp_replace(title || ' ' || array_to_string(colors, ' '), '\s+', ' ', 'g'), ' ') as word
        ) as first
      ), '') as letters
    from source
  ), fresh as materialized (
    select id, folded.popularity, folded.text, initial_consonants(folded.text) as consonants,
      letters || initial_consonants(letters) as initials, former.text as former_text, former.popularity as former_popularity
    from folded join product_words as former on former.product_id = id
    where (former.text, former.popularity, former.initials)
      is distinct from (folded.text, folded.popularity, letters || initial_consonants(letters))
  ), wanted as materialized (
    select distinct id, popularity, substr(text, place, 2) as gram
    from fresh cross join generate_series(1, char_length(text) - 1) as place
  ), present as materialized (
    select distinct id, former_popularity as popularity, substr(former_text, place, 2) as gram
    from fresh cross join generate_series(1, char_length(former_text) - 1) as place
  ), gone as (
    delete from product_postings using (
      select id, popularity, gram from present except select id, popularity, gram from wanted
    ) as stale
    where product_postings.gram = stale.gram and product_postings.popularity = stale.popularity
      and product_postings.product_id = stale.id
  ), added as (
    insert into product_postings (gram, popularity, product_id)
    select gram, popularity, id from wanted where strpos(gram, E'\n') = 0
    except select gram, popularity, id from present
  )
  update product_words set text = fresh.text, consonants = fresh.consonants, initials = fresh.initials, popularity = fresh.popularity
  from fresh where product_id = fresh.id;
end $$;

drop trigger categories_search_update on categories;

create function index_moved_products() returns trigger language plpgsql as $$
declare
  ids bigint[] := array(
    select changed.id from changed join former using (id) where changed.popularity <> former.popularity);
begin
  if ids <> '{}' then perform index_products(ids); end if;
  return null;
end $$;
create trigger products_search_popularity after update on products
  referencing old table as former new table as changed
  for each statement execute function index_moved_products();

alter function write_product_cards(bigint[]) set jit = off;

select index_products(array(select id from products));
