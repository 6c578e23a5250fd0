-- expand
-- The line that an item is a piece of; null for the line itself, the item that was ordered. Partial cancellations, returns
-- and exchanges divide a line into any number of items; events list the lines, so that their size has a bound.
alter table order_items add column line_id bigint references order_items (id);

with recursive piece as (
  select id, id as line_id from order_items where split_from is null and replaces is null
  union all
  select order_items.id, piece.line_id
  from order_items join piece on piece.id = coalesce(order_items.split_from, order_items.replaces)
)
update order_items set line_id = piece.line_id from piece where piece.id = order_items.id and piece.line_id <> piece.id;
