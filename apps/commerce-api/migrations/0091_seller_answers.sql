-- expand
-- How fast sellers answer: for each day in Korea, how many answers came within so many minutes and not sooner. A few rows a day and
-- seller; old ones are deleted with the next answer.
create table seller_answers (
  seller_id bigint not null,
  day date not null,
  within_minutes integer not null,
  answers integer not null,
  primary key (seller_id, day, within_minutes)
);
