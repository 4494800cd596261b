-- The end of a tenant: deleted in seven days unless it is taken back, then purged by one process at a time.

-- Null unless the state is deleting or deleted.
alter table tenants add column deleting_since timestamptz;
-- What it goes back to when its deletion is taken back.
alter table tenants add column state_before_deletion text;

-- Who does a piece of work that only one may do at a time, and until when that is believed. Rows instead of advisory
-- locks: poolers and distributed Postgres know rows.
create table leases (
  name text not null,
  holder uuid not null,
  held_until timestamptz not null,
  constraint leases__name primary key (name)
);

grant select, insert, update on leases to postern_admin;
-- The purge removes all that a tenant had, and looks whether it did.
grant select, delete on rate_shares, usage_hours, usage_refusals to postern_admin;
