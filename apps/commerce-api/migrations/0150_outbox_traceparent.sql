-- expand
-- Where the request that wrote an event was in its trace (W3C Trace Context); null unless traces are on.
alter table outbox add column traceparent text check (length(traceparent) = 55);
