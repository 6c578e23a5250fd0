-- Names as GLOSSARY.md has them.
alter table carts rename column touched_on to changed_on;
alter index carts_forgotten rename to carts_guest_changed_on;
alter table cart_lines rename column place to position;
alter table cart_lines rename constraint cart_lines_place_key to cart_lines_position_key;
