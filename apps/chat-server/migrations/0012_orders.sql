-- expand
-- An order as one of its sellers knows it, for the cards that its buyer shows them. Fed by events, as members are; a row
-- never goes back to an older revision.
create table orders (
  id bigint not null,
  seller_id bigint not null,
  buyer_id bigint not null,
  number text not null,
  -- The seller's part: its first shoe, and how many lines it has.
  title text not null,
  items integer not null check (items > 0),
  -- Of the whole order; null when other sellers have a part in it.
  total bigint check (total >= 0),
  status text not null check (status in ('PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'EXPIRED')),
  revision bigint not null,
  primary key (id, seller_id)
);
