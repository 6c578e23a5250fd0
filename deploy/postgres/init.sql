-- Run once by psql as the superuser when the data folder is new: two databases that do not know each other.
-- Each app's role owns its own database, so that it can migrate it, and may not even connect to the other.

\getenv commerce_password MUNOVA_COMMERCE_PASSWORD
\getenv chat_password MUNOVA_CHAT_PASSWORD

create role munova_commerce login password :'commerce_password';
create role munova_chat login password :'chat_password';

create database munova_commerce owner munova_commerce;
create database munova_chat owner munova_chat;

revoke all on database munova_commerce from public;
revoke all on database munova_chat from public;
revoke all on database postgres from public;

-- The details of errors are rows with personal data.
alter system set log_error_verbosity = 'terse';
