-- When groups end: what is said about it tenant by tenant, and for each group what came of that.

-- Raised with every change to what the data plane knows of a tenant besides its groups; a replica that sees another
-- number reads it anew.
alter table heads add column settings_version bigint not null default 0;
-- The settings version with which retention changed last, and the one under which the expiry of all groups was computed
-- last. -1: there are groups from before there was any.
alter table heads add column retention_version bigint not null default 0;
alter table heads add column recomputed_version bigint not null default -1;
-- Up to which moment the tenant's time has come: a clock that goes back does not take it along.
alter table heads add column advanced_to timestamptz;

-- When the group ends; null for never.
alter table groups add column expires_at timestamptz;
-- What the last push asked for, and what was set for the group itself, in milliseconds; infinity is never.
alter table groups add column header_ttl_ms double precision;
alter table groups add column group_ttl_ms double precision;
-- What decided: header, group, job, namespace, tenant, system, or failure when no push ever succeeded.
alter table groups add column expiry_rule text;
-- Whether the tenant's maximum made it less.
alter table groups add column expiry_is_cut boolean not null default false;
-- The good push before the last one: how often the job pushes.
alter table groups add column previous_pushed_at timestamptz;
-- The version with which the content changed last, and the one with which nothing but the expiry did: who knows the
-- content need not read it again.
alter table groups add column content_version bigint;
alter table groups add column expiry_version bigint;

-- What the sweeper looks for.
create index groups__expires_at on groups (tenant_id asc, expires_at asc)
  where deleted_at is null and expires_at is not null;
drop index groups__only_failed;

-- In milliseconds; infinity is never, null that nothing was said.
create table tenant_retention (
  tenant_id uuid not null,
  default_ms double precision,
  maximum_ms double precision,
  -- Whether a scrape shows when each group ends.
  shows_expiry boolean,
  constraint tenant_retention__tenant_id primary key (tenant_id),
  constraint tenant_retention__tenant foreign key (tenant_id) references tenants (id) on delete cascade
);

alter table tenant_retention enable row level security;
alter table tenant_retention force row level security;
create policy own_rows on tenant_retention
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

create table namespace_retention (
  tenant_id uuid not null,
  namespace text not null,
  default_ms double precision,
  -- Null: as the tenant has it.
  shows_expiry boolean,
  constraint namespace_retention__namespace primary key (tenant_id, namespace),
  constraint namespace_retention__of foreign key (tenant_id, namespace)
    references namespaces (tenant_id, name) on delete cascade
);

alter table namespace_retention enable row level security;
alter table namespace_retention force row level security;
create policy own_rows on namespace_retention
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

create table job_retention (
  tenant_id uuid not null,
  namespace text not null,
  -- A job, or the beginning of jobs and a *.
  job text not null,
  retention_ms double precision,
  -- How many groups of each such job are kept.
  keep_last bigint,
  constraint job_retention__job primary key (tenant_id, namespace, job),
  constraint job_retention__of foreign key (tenant_id, namespace)
    references namespaces (tenant_id, name) on delete cascade
);

alter table job_retention enable row level security;
alter table job_retention force row level security;
create policy own_rows on job_retention
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

grant select on tenant_retention, namespace_retention, job_retention to postern_api;
grant select, insert, update, delete on tenant_retention, namespace_retention, job_retention to postern_admin;

-- Replicas of the data plane sweep in turns; no other lease is theirs to take.
grant select, insert, update on leases to postern_api;
alter table leases enable row level security;
alter table leases force row level security;
create policy every_lease on leases to postern_admin using (true) with check (true);
create policy sweeping on leases to postern_api using (name = 'sweep') with check (name = 'sweep');
