-- expand
-- What a product is searched by: its brand and name, its categories and its colours, without spaces and differences of case. A *gram* is
-- two characters that follow each other in it, or the first character of a word. A word of a query is looked for among the
-- products of its rarest gram. Initial consonants (나이키 as ㄴㅇㅋ) are a second text of the same kind.

-- Of the built-in locale, so that it depends neither on the database's nor on the operating system's.
create function search_fold(value text) returns text language sql immutable strict parallel safe
  return regexp_replace(lower(normalize(value, NFC) collate pg_c_utf8), '\s+', '', 'g');

-- Syllables of Hangul follow each other by their initial consonant, 588 of each from U+AC00 on.
create function initial_consonants(value text) returns text language sql immutable strict parallel safe
  return (
    select coalesce(string_agg(
      case when ascii(letter) between 44032 and 55203
        then substr('ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ', (ascii(letter) - 44032) / 588 + 1, 1) else letter end,
      '' order by position), '')
    from string_to_table(value, null) with ordinality as given (letter, position)
  );

-- The pairs of characters that follow each other within a line.
create function character_pairs(value text) returns setof text language sql immutable strict parallel safe
  as $$
    select distinct substr(value, position, 2) from generate_series(1, char_length(value) - 1) as position
    where strpos(substr(value, position, 2), E'\n') = 0
  $$;

create table product_search (
  product_id bigint primary key,
  -- Brand and name in one line, each category and each colour in one of its own.
  text text not null,
  consonants text not null,
  grams text[] not null
);

create table product_grams (
  gram text collate "C",
  product_id bigint,
  primary key (gram, product_id)
);

-- Of concurrent changes of a product, its brand, category or colours the last one sees all: it waits for the row, and reads afterwards.
create function index_products(ids bigint[]) returns void language plpgsql as $$
begin
  insert into product_search (product_id, text, consonants, grams)
  select id, '', '', '{}' from unnest(ids) as id order by id
  on conflict do nothing;
  perform from product_search where product_id = any(ids) order by product_id for update;
  with source as (
    select products.id, concat_ws(' ', brands.name, products.name) as title,
      array[leaf.name, root.name] || array(
        select product_colors.name from product_colors where product_id = products.id order by position) as facts
    from products join brands on brands.id = brand_id
      join categories as leaf on leaf.id = category_id join categories as root on root.id = root_category_id
    where products.id = any(ids)
  ), folded as materialized (
    select id, search_fold(title) || E'\n' || (
        select string_agg(search_fold(fact), E'\n' order by position) from unnest(facts) with ordinality as given (fact, position)
      ) as text,
      regexp_split_to_array(title || ' ' || array_to_string(facts, ' '), '\s+') as words
    from source
  ), spelt as materialized (
    select *, initial_consonants(text) as consonants from folded
  ), fresh as materialized (
    select id, text, consonants, array(
      select character_pairs(text) union select character_pairs(consonants)
      union select left(search_fold(word), 1) from unnest(words) as word where word <> ''
      union select initial_consonants(left(search_fold(word), 1)) from unnest(words) as word where word <> ''
    ) as grams
    from spelt
  ), former as materialized (
    select product_id, grams from product_search where product_id = any(ids)
  ), gone as (
    delete from product_grams using (
      select product_id as id, unnest(grams) as gram from former except select id, unnest(grams) from fresh
    ) as stale
    where product_grams.gram = stale.gram and product_grams.product_id = stale.id
  ), added as (
    insert into product_grams (gram, product_id)
    select gram, id from (
      select id, unnest(grams) as gram from fresh except select product_id, unnest(grams) from former
    ) as missing
  )
  update product_search set text = fresh.text, consonants = fresh.consonants, grams = fresh.grams
  from fresh
  where product_id = fresh.id
    and (product_search.text, product_search.consonants) is distinct from (fresh.text, fresh.consonants);
end $$;

-- Here and not in the statements of the app: the release before this one writes products too, and so does the demo shop.
create function index_inserted_products() returns trigger language plpgsql as $$
begin
  perform index_products(array(select id from changed));
  return null;
end $$;
create trigger products_search_insert after insert on products
  referencing new table as changed for each statement execute function index_inserted_products();

create function index_inserted_colors() returns trigger language plpgsql as $$
begin
  perform index_products(array(select distinct product_id from changed));
  return null;
end $$;
create trigger product_colors_search_insert after insert on product_colors
  referencing new table as changed for each statement execute function index_inserted_colors();

create function index_updated_product() returns trigger language plpgsql as $$
begin
  perform index_products(array[new.id]);
  return null;
end $$;
create trigger products_search_update after update of name, brand_id, category_id, root_category_id on products
  for each row when ((old.name, old.brand_id, old.category_id, old.root_category_id)
    is distinct from (new.name, new.brand_id, new.category_id, new.root_category_id))
  execute function index_updated_product();

create function index_renamed_color() returns trigger language plpgsql as $$
begin
  perform index_products(array[new.product_id]);
  return null;
end $$;
create trigger product_colors_search_update after update of name on product_colors
  for each row when (old.name <> new.name) execute function index_renamed_color();

create function index_products_of_brand() returns trigger language plpgsql as $$
begin
  perform index_products(array(select id from products where brand_id = new.id));
  return null;
end $$;
create trigger brands_search_update after update of name on brands
  for each row when (old.name <> new.name) execute function index_products_of_brand();

create function index_products_of_category() returns trigger language plpgsql as $$
begin
  perform index_products(array(select id from products where category_id = new.id or root_category_id = new.id));
  return null;
end $$;
create trigger categories_search_update after update of name on categories
  for each row when (old.name <> new.name) execute function index_products_of_category();

-- For the rename of a brand: products of any status.
create index products_brand on products (brand_id);

select index_products(array(select id from products));
