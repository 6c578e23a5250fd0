-- Names are personal data, and the projection is the one place that has them: a withdrawn member has no name, and the log
-- stores ids.
alter table members alter column display_name drop not null;
update members set display_name = null where status = 'WITHDRAWN';

-- Entries are immutable and nobody waits for their rows, so this holds up no reader and no send.
update messages set content = json_build_object('memberId', (content->>'memberId')::bigint)
where event = 'member.joined' and content->>'name' is not null;
