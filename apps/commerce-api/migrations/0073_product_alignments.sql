-- expand
-- Sellers whose products do not follow their standing yet, since they were suspended or reinstated.
create table product_alignments (
  member_id bigint primary key references members (id)
);
