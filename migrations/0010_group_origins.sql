-- Who pushed a group last, whether it was taken or not, and why the last one that was refused was.

alter table groups add column last_credential_id uuid;
alter table groups add column last_address text;
alter table groups add column last_user_agent text;
alter table groups add column last_error text;
