-- expand
-- Counts what members were interested in as one statement: each query of the function sees what was committed before it, so that a batch
-- sees the one before it, and the rows to trim are found after they are written. Planned for the lengths of its lists each time.
create function count_interests(batch int, per_member int, per_product int) returns int
language plpgsql set plan_cache_mode = force_custom_plan as $$
declare
  -- Of a member, the newest products that make pairs: a batch writes at most this number squared for each of its members.
  paired constant int := 10;
  taken_ids bigint[];
  taken_members bigint[];
  counted int;
  counted_members bigint[];
  counted_products bigint[];
begin
  -- Any number that no other job uses; that of the release before this one.
  if not pg_try_advisory_xact_lock(1520001) then
    return 0;
  end if;
  select array_agg(id), array_agg(distinct member_id) into taken_ids, taken_members
  from (select id, member_id from interest_changes order by id limit batch) as oldest;
  if taken_ids is null then
    return 0;
  end if;

  -- Members come before all that is kept of them, as in the statement of a withdrawal, whose trigger then finds what was counted.
  perform id from members where id = any (taken_members) order by id for share;

  -- A pair weighs for a member what the lighter of its two acts does, however often these are repeated: each act adds what it changes of that.
  with taken as materialized (
    delete from interest_changes where id in (
      select id from interest_changes where id = any (taken_ids) order by id for update skip locked
    )
    returning member_id, product_id, weight, at
  ), active as materialized (
    select id from members where id = any (taken_members) and status = 'ACTIVE'
  ), fresh as materialized (
    select member_id, product_id, max(weight) as weight, sum(popularity_weight(weight::real, at)) as score, max(at) as acted_at
    from taken join active on active.id = member_id
    group by member_id, product_id
  ), known as (
    select member_interests.* from active join member_interests on member_id = active.id
  ), merged as materialized (
    select member_id, product_id, coalesce(known.weight, 0) as former, greatest(known.weight, fresh.weight) as weight,
      greatest(known.acted_at, fresh.acted_at) as acted_at, fresh.weight is not null as is_fresh,
      row_number() over (
        partition by member_id order by greatest(known.acted_at, fresh.acted_at) desc, product_id) as place
    from fresh full join known using (member_id, product_id)
  ), stored as (
    insert into member_interests (member_id, product_id, weight, score, acted_at)
    select member_id, product_id, weight, score, acted_at from fresh
    on conflict (member_id, product_id) do update set weight = greatest(member_interests.weight, excluded.weight),
      score = member_interests.score + excluded.score, acted_at = greatest(member_interests.acted_at, excluded.acted_at)
  ), together as (
    select one.product_id, other.product_id as other_id, greatest(one.acted_at, other.acted_at) as at,
      least(one.former, other.former) as former, least(one.weight, other.weight) as weight
    from merged as one join merged as other using (member_id)
    where one.product_id <> other.product_id and (one.is_fresh or other.is_fresh)
      and one.place <= paired and other.place <= paired
  ), written as (
    insert into product_pairs (product_id, other_id, members, score)
    select product_id, other_id, count(*) filter (where former = 0), sum(popularity_weight((weight - former)::real, at))
    from together where weight > former
    group by product_id, other_id
    on conflict (product_id, other_id) do update set members = product_pairs.members + excluded.members,
      score = product_pairs.score + excluded.score
    returning product_id
  )
  select (select count(*) from taken), array(select distinct member_id from fresh), array(select distinct product_id from written)
  into counted, counted_members, counted_products;

  delete from member_interests using (
    select extra.* from unnest(counted_members) as member (id) cross join lateral (
      select member_id, product_id from member_interests where member_id = member.id
      order by acted_at desc, product_id offset per_member
    ) as extra
  ) as old
  where member_interests.member_id = old.member_id and member_interests.product_id = old.product_id;

  delete from product_pairs using (
    select extra.* from unnest(counted_products) as product (id) cross join lateral (
      select product_id, other_id from product_pairs where product_id = product.id
      order by score desc, other_id offset per_product
    ) as extra
  ) as weak
  where product_pairs.product_id = weak.product_id and product_pairs.other_id = weak.other_id;
  return counted;
end $$;
