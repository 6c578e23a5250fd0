-- expand
-- Names are personal data, and the projection is the one place that has them: the log stores ids, and a withdrawn member has
-- no name. The log comes first: it takes longest, and nobody waits for the rows of its entries, which are never changed.
update messages set content = json_build_object('memberId', (content->>'memberId')::bigint)
where event = 'member.joined' and content->>'name' is not null;

alter table members alter column display_name drop not null;
update members set display_name = null where status = 'WITHDRAWN';
