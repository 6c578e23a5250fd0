-- expand
-- What chat-server knows of commerce-api's world, fed by its events. A row never goes back to an older revision.

create table members (
  id bigint primary key,
  display_name text not null,
  role text not null check (role in ('BUYER', 'SELLER', 'ADMIN')),
  status text not null check (status in ('ACTIVE', 'WITHDRAWN')),
  revision bigint not null
);

create table products (
  id bigint primary key,
  seller_id bigint not null,
  name text not null,
  price bigint not null check (price >= 0),
  image_url text,
  status text not null check (status in ('DRAFT', 'PUBLISHED', 'REMOVED')),
  revision bigint not null
);

-- Interest tags are the shop's categories.
create table tags (
  id bigint primary key,
  parent_id bigint,
  name text not null
);

-- One row: which snapshot was asked for, how far it has come, and when it was complete.
create table projection (
  only_row boolean primary key default true check (only_row),
  request_id uuid,
  requested_at timestamptz,
  parts integer not null default 0,
  completed_at timestamptz
);

insert into projection default values;
