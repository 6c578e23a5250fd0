-- expand
-- What comes first in the list of a category, or of all products, when it is sorted by popularity.
create table pin_lists (
  id integer generated always as identity primary key,
  -- Null: all products.
  category_id integer unique nulls not distinct
    constraint pin_lists_category_fkey references categories (id) on delete cascade,
  -- In their order: productId, startsAt and endsAt of each.
  pins jsonb not null check (jsonb_typeof(pins) = 'array' and jsonb_array_length(pins) <= 8),
  -- Grows with each change: one that was planned for another revision is not stored.
  revision integer not null
);
