-- expand
-- Files of products that sellers import. One of a seller runs at a time; one that has not ended after the lease of its request died with its process.
create table product_imports (
  id bigint generated always as identity primary key,
  seller_id bigint not null references members (id),
  -- The Idempotency-Key of its request, by which a repetition finds it and goes on.
  request_key text not null check (char_length(request_key) between 1 and 255),
  created_at timestamptz(3) not null default clock_timestamp(),
  started_at timestamptz(3) not null default clock_timestamp(),
  finished_at timestamptz(3),
  undo_until timestamptz(3) not null,
  undone_at timestamptz(3),
  -- The contract's ProductImportResult, once it has ended.
  result jsonb
);
create unique index product_imports_running on product_imports (seller_id) where finished_at is null;
create index product_imports_seller on product_imports (seller_id, id);
create index product_imports_expiry on product_imports (undo_until);

-- A product that an import creates or changes, by the first of its lines. A change is written down before it is made, so that whoever finds it can
-- complete it or take it back, from whatever a crash has left of it.
create table product_import_changes (
  import_id bigint not null references product_imports (id) on delete cascade,
  line integer not null,
  -- Without a foreign key, which would lock the product.
  product_id bigint not null,
  -- The fields that change, before and after; of a product that is created only `after`.
  before jsonb,
  after jsonb not null,
  -- Columns of the file that the undo found changed since; empty: all is as before. Null: not undone.
  kept text[],
  primary key (import_id, line)
);
