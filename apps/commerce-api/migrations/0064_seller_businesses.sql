-- expand
-- Who sells, as buyers are told of it. A seller without a row cannot publish; what was on sale before stays on sale.
create table seller_businesses (
  member_id bigint primary key references members (id),
  company_name text not null check (char_length(company_name) between 1 and 100),
  representative text not null check (char_length(representative) between 1 and 50),
  address text not null check (char_length(address) between 1 and 200),
  phone text not null check (char_length(phone) between 1 and 20),
  email text not null check (char_length(email) between 1 and 254),
  registration_number text not null check (registration_number ~ '^\d{3}-\d{2}-\d{5}$'),
  -- Null: small enough to be exempt from the report.
  mail_order_number text check (char_length(mail_order_number) between 1 and 50),
  changed_at timestamptz(3) not null default now()
);

-- What the notice on product information asks of shoes.
create domain product_disclosure as jsonb check (octet_length(value::text) <= 16384);
alter table products add column disclosure product_disclosure;
