-- contract
-- Any Korean telephone number, in the one form of the contract. Every stored number already fits, so none is read again.
alter domain mobile_phone drop constraint mobile_phone_check;
alter domain mobile_phone
  add constraint phone_number_check
    check (value ~ '^(0\d{1,3}-\d{3,4}|1\d{3})-\d{4}$') not valid;
alter domain mobile_phone rename to phone_number;
