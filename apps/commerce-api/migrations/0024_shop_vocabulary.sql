-- contract
-- Names as GLOSSARY.md has them.
alter table carts rename column touched_on to changed_on;
alter index carts_forgotten rename to carts_guest_changed_on;
alter table cart_lines rename column place to position;
alter table cart_lines rename constraint cart_lines_place_key to cart_lines_position_key;

alter table notification_boxes rename to notification_counters;
alter index notification_boxes_pkey rename to notification_counters_pkey;
alter table notification_counters rename constraint notification_boxes_member_id_fkey to notification_counters_member_id_fkey;
