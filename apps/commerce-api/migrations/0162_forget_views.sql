-- expand
-- Forgets which products a member has only looked at. Each query sees what was committed before it: who waits for the job that counts, which
-- locks the same member, finds what it has counted meanwhile. Locks in the order of that job: the member, what waits, what was counted.
create function forget_views(member bigint, view_weight int) returns void language plpgsql as $$
begin
  perform id from members where id = member for no key update;
  delete from interest_changes where member_id = member and weight = view_weight;
  delete from member_interests where member_id = member and weight = view_weight;
end $$;
