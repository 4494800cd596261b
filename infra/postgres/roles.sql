-- The two roles that the apps connect as. They may log in and nothing else: what they may read and write in a database
-- is granted by the migrations, and row-level security binds both.
--
-- Needed only where the owner of the tables may not make roles (no CREATEROLE); otherwise Postern makes them itself.
-- Roles belong to the server, not to a database: run it once a server, as an administrator, with psql 14 or newer.
-- Run again, it sets the passwords anew.
--
--   export POSTERN_API_PASSWORD=... POSTERN_ADMIN_PASSWORD=...
--   psql "$ADMINISTRATOR_URL" -f infra/postgres/roles.sql
--
-- With POSTERN_BACKUP_PASSWORD it also makes postern_backup, for pg_dump and nothing else; that takes a superuser.

\set ON_ERROR_STOP on
\getenv api_password POSTERN_API_PASSWORD
\getenv admin_password POSTERN_ADMIN_PASSWORD

select format('create role %I', name)
  from unnest(array['postern_api', 'postern_admin']) as wanted (name)
 where not exists (select from pg_roles where rolname = name)
\gexec

alter role postern_api login password :'api_password';
alter role postern_admin login password :'admin_password';

-- pg_dump wants every row or none: it fails where a policy would leave some out, as it does for the owner. So its role
-- has to be past the policies. It reads, whatever database of the server it may connect to, and writes nothing.
\getenv backup_password POSTERN_BACKUP_PASSWORD
\if :{?backup_password}
select 'create role postern_backup' where not exists (select from pg_roles where rolname = 'postern_backup')
\gexec

alter role postern_backup login bypassrls password :'backup_password';
alter role postern_backup set default_transaction_read_only = on;
grant pg_read_all_data to postern_backup;
\endif
