-- Tenants, their slugs, namespaces and heads.
--
-- Rules of every migration: tenant_id first in every key of a tenant table; ids are UUIDv7 made by the application;
-- row-level security enabled and forced, with a policy that holds no sub-select; constraints named; no triggers, no
-- sequences. The roles postern_api and postern_admin belong to the server, not to a database: see infra/postgres.

create table tenants (
  id uuid not null,
  slug text not null,
  name text not null,
  state text not null,
  namespace_label text not null,
  -- Names of metrics and labels may be any UTF-8, not only what every Prometheus reads.
  utf8_names boolean not null,
  created_at timestamptz not null,
  constraint tenants__id primary key (id),
  constraint tenants__state check (state in ('active', 'suspended', 'deleting', 'deleted'))
);

alter table tenants enable row level security;
alter table tenants force row level security;
create policy own_tenant on tenants to postern_api
  using (id = nullif(current_setting('app.tenant_id', true), '')::uuid);
create policy every_tenant on tenants to postern_admin
  using (true) with check (true);

-- Which slugs were ever given out. A table of its own, because a slug is unique over all tenants and a unique key of a
-- tenant table starts with the tenant. Rows are never deleted, so that a slug is never given out twice.
create table tenant_slugs (
  slug text not null,
  tenant_id uuid not null,
  constraint tenant_slugs__slug primary key (slug)
);

create table namespaces (
  tenant_id uuid not null,
  name text not null,
  created_at timestamptz not null,
  constraint namespaces__name primary key (tenant_id, name),
  constraint namespaces__tenant foreign key (tenant_id) references tenants (id) on delete cascade
);

alter table namespaces enable row level security;
alter table namespaces force row level security;
create policy own_rows on namespaces
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- One row a tenant: the version of the last committed change to its groups. Whoever changes groups locks it first.
-- Rewritten with every batch of pushes, so the page is kept nearly empty for in-page updates.
create table heads (
  tenant_id uuid not null,
  version bigint not null,
  -- Tombstones up to this version are gone: a view that is older must be built anew.
  purged_version bigint not null,
  constraint heads__tenant_id primary key (tenant_id),
  constraint heads__tenant foreign key (tenant_id) references tenants (id) on delete cascade
) with (fillfactor = 10);

alter table heads enable row level security;
alter table heads force row level security;
create policy own_rows on heads
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

grant select on tenants, namespaces to postern_api;
grant select, update on heads to postern_api;
grant select, insert, update, delete on tenants, namespaces, heads to postern_admin;
grant select, insert on tenant_slugs to postern_admin;
