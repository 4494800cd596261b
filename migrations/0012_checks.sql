-- Checks: which jobs are expected to run and when, and what is remembered of their runs. They hang on labels and not on
-- a group, so that they outlive it: a job that stops for good is exactly what they are for.

create table checks (
  tenant_id uuid not null,
  id uuid not null,
  namespace text not null,
  name text not null,
  -- The labels that it hangs on, job among them, encoded as those of groups, and their SHA-256.
  labels bytea not null,
  labels_hash bytea not null,
  -- Schedule, time zone, grace and the rest that is said about it; always read and written together.
  settings jsonb not null,
  -- What happened before counts no more.
  armed_at timestamptz not null,
  paused_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint checks__id primary key (tenant_id, id),
  constraint checks__name unique (tenant_id, namespace, name),
  -- One check a job: two would ring for one fault.
  constraint checks__labels unique (tenant_id, namespace, labels_hash),
  constraint checks__namespace foreign key (tenant_id, namespace)
    references namespaces (tenant_id, name) on delete cascade
);

alter table checks enable row level security;
alter table checks force row level security;
create policy own_rows on checks
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Apart from checks, because the data plane writes it with every push of the job.
create table check_states (
  tenant_id uuid not null,
  check_id uuid not null,
  -- The head's version that changed it last: other replicas read what is newer than what they have.
  version bigint not null,
  record jsonb not null,
  constraint check_states__check_id primary key (tenant_id, check_id),
  constraint check_states__check foreign key (tenant_id, check_id)
    references checks (tenant_id, id) on delete cascade
);

create index check_states__version on check_states (tenant_id asc, version asc);

alter table check_states enable row level security;
alter table check_states force row level security;
create policy own_rows on check_states
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- The last pings of each check: a new one takes the slot of the oldest, so nothing has to be purged.
create table check_pings (
  tenant_id uuid not null,
  check_id uuid not null,
  slot bigint not null,
  sequence bigint not null,
  at timestamptz not null,
  kind text not null,
  run_id text,
  exit_status bigint,
  duration_seconds double precision,
  constraint check_pings__slot primary key (tenant_id, check_id, slot),
  constraint check_pings__check foreign key (tenant_id, check_id)
    references checks (tenant_id, id) on delete cascade,
  constraint check_pings__kind check (kind in ('start', 'success', 'failure'))
);

alter table check_pings enable row level security;
alter table check_pings force row level security;
create policy own_rows on check_pings
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Which series about itself a tenant sees in its scrapes.
create table tenant_series (
  tenant_id uuid not null,
  totals boolean not null,
  key_expiry boolean not null,
  constraint tenant_series__tenant_id primary key (tenant_id),
  constraint tenant_series__tenant foreign key (tenant_id) references tenants (id) on delete cascade
);

alter table tenant_series enable row level security;
alter table tenant_series force row level security;
create policy own_rows on tenant_series
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- A job may make its own check with its first call; it changes none.
grant select, insert on checks to postern_api;
grant select, insert, update on check_states, check_pings to postern_api;
grant select on tenant_series to postern_api;
grant select, insert, update, delete on checks, tenant_series to postern_admin;
grant select on check_states, check_pings to postern_admin;
