-- Certificates that a key is bound to, and an end for the oldest events of the audit.

-- Names of client certificates, one of which the connection has to show; none means that the key is enough.
alter table credentials add column client_certificates text[] not null default '{}';

-- The admin app may take away what is old, and nobody anything that is younger: of the role that can add events not even
-- a stolen connection can hide what it did. What is left of the chain says where it begins.
create policy old_rows on audit_events as restrictive for delete to postern_admin
  using (at < now() - interval '90 days');
grant delete on audit_events to postern_admin;

-- So that a process can tell whether the database has the schema that it needs.
grant select on kysely_migration to postern_api, postern_admin;
