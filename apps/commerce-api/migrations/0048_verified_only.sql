-- expand
-- Coupons and turns for members only who have shown to read the mail of their address: it makes accounts dear.
alter table coupon_campaigns add column verified_only boolean not null default false;
alter table waiting_rooms add column verified_only boolean not null default false;
