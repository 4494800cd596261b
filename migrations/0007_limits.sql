-- Limits of tenants and namespaces, how their rates are shared between replicas, and what they use.

-- What was set for a tenant, by the names of the limits: a number, or null for no limit. What is not named is as the
-- system has it. One row and not one per limit, because they are always read and written together, once a second.
create table tenant_limits (
  tenant_id uuid not null,
  settings jsonb not null,
  updated_at timestamptz not null,
  constraint tenant_limits__tenant_id primary key (tenant_id),
  constraint tenant_limits__tenant foreign key (tenant_id) references tenants (id) on delete cascade
);

alter table tenant_limits enable row level security;
alter table tenant_limits force row level security;
create policy own_rows on tenant_limits
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

create table namespace_limits (
  tenant_id uuid not null,
  namespace text not null,
  settings jsonb not null,
  updated_at timestamptz not null,
  constraint namespace_limits__namespace primary key (tenant_id, namespace),
  constraint namespace_limits__of foreign key (tenant_id, namespace)
    references namespaces (tenant_id, name) on delete cascade
);

alter table namespace_limits enable row level security;
alter table namespace_limits force row level security;
create policy own_rows on namespace_limits
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- What each replica saw of a rate in the last second, so that each takes its share of what may pass. Only tenants with
-- rates that are in use have rows here; a replica that stops says nothing, and its rows count no longer.
create table rate_shares (
  tenant_id uuid not null,
  -- Which rate, such as push or push-credential, and of which credential or namespace.
  rate text not null,
  replica_id uuid not null,
  -- Units asked for a second, those that were refused too.
  demand double precision not null,
  -- How full the replica's bucket is: 0 to 1.
  fill double precision not null,
  valid_until timestamptz not null,
  constraint rate_shares__rate primary key (tenant_id, rate, replica_id),
  constraint rate_shares__tenant foreign key (tenant_id) references tenants (id) on delete cascade
);

alter table rate_shares enable row level security;
alter table rate_shares force row level security;
create policy own_rows on rate_shares
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- What a tenant did and held in each hour: 720 rows for a line of 30 days.
create table usage_hours (
  tenant_id uuid not null,
  hour timestamptz not null,
  pushes bigint not null,
  samples bigint not null,
  -- As last seen in that hour.
  groups bigint not null,
  series bigint not null,
  constraint usage_hours__hour primary key (tenant_id, hour),
  constraint usage_hours__tenant foreign key (tenant_id) references tenants (id) on delete cascade
);

alter table usage_hours enable row level security;
alter table usage_hours force row level security;
create policy own_rows on usage_hours
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- What was refused in each hour, by the code of the problem.
create table usage_refusals (
  tenant_id uuid not null,
  hour timestamptz not null,
  code text not null,
  requests bigint not null,
  constraint usage_refusals__code primary key (tenant_id, hour, code),
  constraint usage_refusals__tenant foreign key (tenant_id) references tenants (id) on delete cascade
);

alter table usage_refusals enable row level security;
alter table usage_refusals force row level security;
create policy own_rows on usage_refusals
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

grant select on tenant_limits, namespace_limits to postern_api;
grant select, insert, update, delete on tenant_limits, namespace_limits to postern_admin;
grant select, insert, update, delete on rate_shares, usage_hours, usage_refusals to postern_api;
grant select on usage_hours, usage_refusals to postern_admin;
