-- expand
-- What a seller who wants to leave has not finished; what is not paid or shipped is in other indexes.
create index order_items_unfinished on order_items (seller_id)
  where status in ('SHIPPED', 'DELIVERED', 'RETURN_REQUESTED', 'EXCHANGE_REQUESTED');

-- SUSPENDED: was PUBLISHED, and will be again when its seller is reinstated.
alter table products
  drop constraint products_status_check,
  add constraint products_status_check check (status in ('DRAFT', 'PUBLISHED', 'SUSPENDED', 'REMOVED')),
  drop constraint products_published,
  add constraint products_published check (
    status = 'REMOVED' or (status in ('PUBLISHED', 'SUSPENDED')) = (published_at is not null)
  );

-- A product that is published while its seller is being suspended: the lock waits for the suspension, or makes it wait.
create function suspend_product_of_suspended_seller() returns trigger language plpgsql as $$
declare
  seller_status text;
begin
  select status into seller_status from members where id = new.seller_id for share;
  if seller_status = 'SUSPENDED' then
    new.status := 'SUSPENDED';
  end if;
  return new;
end $$;

create trigger products_of_suspended_seller before update of status on products
  for each row when (old.status is distinct from 'PUBLISHED' and new.status = 'PUBLISHED')
  execute function suspend_product_of_suspended_seller();
