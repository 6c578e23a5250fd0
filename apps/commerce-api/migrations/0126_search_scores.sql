-- expand
-- What people search for: only words that products have, so that nothing personal is among them, and nobody is named.
create table search_scores (
  text text collate "C" primary key,
  -- Searches from different addresses.
  searches bigint not null,
  -- As product_scores.
  score double precision not null
) with (fillfactor = 70);
create index search_scores_best on search_scores (score);
