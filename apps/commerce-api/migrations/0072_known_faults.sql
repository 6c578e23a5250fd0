-- expand
-- Since when the buyer has known of the fault, a day in Korea; null where they do not say, or there is none.
alter table returns add column known_since date;
