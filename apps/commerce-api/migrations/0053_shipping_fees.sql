-- expand
-- What a seller charges for the parcel of an order. A seller without a row ships for free.
create table shipping_policies (
  seller_id bigint primary key references members (id),
  fee integer not null check (fee between 0 and 100000),
  -- The parcel is free when its items come to this amount; null = never.
  free_from integer check (free_from between 1 and 100000000),
  jeju_surcharge integer not null check (jeju_surcharge between 0 and 100000),
  island_surcharge integer not null check (island_surcharge between 0 and 100000),
  -- What the buyer pays for sending goods back without a fault of the seller.
  return_fee integer not null check (return_fee between 0 and 100000),
  updated_at timestamptz(3) not null default now()
);

-- The fee of one seller's parcel, as it was when the order was placed; no row = free, and returns cost nothing.
create table order_shipping_fees (
  order_id bigint not null references orders (id),
  seller_id bigint not null,
  region text not null check (region in ('MAINLAND', 'JEJU', 'ISLAND')),
  base_fee integer not null check (base_fee >= 0),
  surcharge integer not null check (surcharge >= 0),
  return_fee integer not null check (return_fee >= 0),
  primary key (order_id, seller_id)
);

-- What was deducted from the refund for sending the goods back.
alter table returns add column fee bigint not null default 0 check (fee >= 0);
