-- expand
-- published_at has milliseconds, because cursors carry it as a JSON instant and must meet it again exactly.
create table products (
  id bigint generated always as identity primary key,
  seller_id bigint not null references members (id),
  brand_id bigint not null constraint products_brand_id_fkey references brands (id),
  category_id integer not null,
  -- Kept beside the leaf, so that a list of a root is one range of one index.
  root_category_id integer not null,
  name text not null check (char_length(name) between 1 and 100),
  description text not null check (char_length(description) between 10 and 65535),
  price integer not null check (price between 0 and 100000000),
  status text not null default 'DRAFT' check (status in ('DRAFT', 'PUBLISHED', 'REMOVED')),
  revision integer not null default 1 check (revision > 0),
  created_at timestamptz(3) not null default now(),
  published_at timestamptz(3),
  -- A root has no parent, so no root can be in a product: categories (id, parent_id) holds leaves only.
  constraint products_leaf_fkey foreign key (category_id, root_category_id) references categories (id, parent_id),
  constraint products_published check (
    status = 'REMOVED' or (status = 'PUBLISHED') = (published_at is not null)
  )
);

-- The public lists: all, of a root, of a leaf, of a brand; by age and by price. Read backwards for the other direction.
create index products_new on products (published_at, id) where status = 'PUBLISHED';
create index products_price on products (price, id) where status = 'PUBLISHED';
create index products_root_new on products (root_category_id, published_at, id) where status = 'PUBLISHED';
create index products_root_price on products (root_category_id, price, id) where status = 'PUBLISHED';
create index products_leaf_new on products (category_id, published_at, id) where status = 'PUBLISHED';
create index products_leaf_price on products (category_id, price, id) where status = 'PUBLISHED';
create index products_brand_new on products (brand_id, published_at, id) where status = 'PUBLISHED';
create index products_brand_price on products (brand_id, price, id) where status = 'PUBLISHED';
-- A seller's own list, and whether a seller has anything on sale.
create index products_seller on products (seller_id, id);

create table product_colors (
  id bigint generated always as identity primary key,
  product_id bigint not null references products (id),
  position smallint not null check (position between 1 and 20),
  name text not null check (char_length(name) between 1 and 30),
  unique (product_id, position),
  unique (product_id, name),
  -- For the foreign key of skus: a SKU's colour is a colour of its product.
  unique (id, product_id)
);

create table skus (
  id bigint generated always as identity primary key,
  product_id bigint not null references products (id),
  color_id bigint not null,
  size_mm smallint not null check (size_mm between 100 and 400 and size_mm % 5 = 0),
  stock integer not null constraint skus_stock_not_negative check (stock >= 0),
  constraint skus_size_key unique (product_id, color_id, size_mm),
  foreign key (color_id, product_id) references product_colors (id, product_id)
);

-- Position 1 is the main image.
create table product_images (
  product_id bigint not null references products (id),
  position smallint not null check (position between 1 and 10),
  url text not null check (char_length(url) between 1 and 2048),
  primary key (product_id, position)
);
