-- expand
-- A parcel of one seller of an order.
create table shipments (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id),
  seller_id bigint not null references members (id),
  courier text not null check (courier in ('CJ', 'HANJIN', 'LOTTE', 'LOGEN', 'EPOST', 'OTHER')),
  tracking_number text not null check (tracking_number ~ '^[0-9A-Z]{8,30}$'),
  shipped_at timestamptz(3) not null default now(),
  delivered_at timestamptz(3)
);
create index shipments_order on shipments (order_id, id);
alter table order_items add constraint order_items_shipment_fkey foreign key (shipment_id) references shipments (id);

create table returns (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id),
  item_id bigint not null references order_items (id),
  seller_id bigint not null references members (id),
  kind text not null check (kind in ('RETURN', 'EXCHANGE')),
  reason text not null
    check (reason in ('CHANGE_OF_MIND', 'WRONG_SIZE', 'DEFECTIVE', 'NOT_AS_DESCRIBED', 'WRONG_DELIVERY')),
  note text not null check (char_length(note) <= 500),
  -- Allocated from the request on.
  exchange_sku_id bigint references skus (id),
  bank text,
  account_number text,
  holder_name text,
  status text not null default 'REQUESTED' check (status in ('REQUESTED', 'ACCEPTED', 'REJECTED')),
  answer text not null default '' check (char_length(answer) <= 500),
  requested_at timestamptz(3) not null default now(),
  resolved_at timestamptz(3),
  constraint returns_exchange check ((kind = 'EXCHANGE') = (exchange_sku_id is not null)),
  constraint returns_resolved check ((status = 'REQUESTED') = (resolved_at is null))
);
create index returns_order on returns (order_id, id);
create unique index returns_open on returns (item_id) where status = 'REQUESTED';
create index returns_seller on returns (seller_id, status, id);

create trigger returns_transition before update of status on returns
  for each row when (old.status is distinct from new.status) execute function check_transition('return');
create trigger returns_first_status before insert on returns
  for each row when (new.status <> 'REQUESTED') execute function check_first_status('return', 'REQUESTED');
