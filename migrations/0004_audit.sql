-- What was done, by whom, and what was refused: one chain of events a tenant. What operators do that belongs to no
-- tenant has a chain of its own under the nil UUID, so that one table, one policy and one verifier serve both.
--
-- The roles of the apps may add and read, never change: each event carries the hash of the one before, so whoever edits
-- the table past them breaks the chain. Events outlive their tenant, which is why no foreign key leads there.

create table audit_events (
  tenant_id uuid not null,
  -- From 1 without a gap: what is missing shows.
  sequence bigint not null,
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null,
  -- An operator's key or a tenant's credential; null for the system itself.
  actor_id uuid,
  action text not null,
  target_kind text not null,
  target_id text not null,
  -- JSON, as text and not as jsonb: the hash is of these very characters.
  state_before text,
  state_after text,
  outcome text not null,
  -- Why it was refused.
  reason text,
  request_id text,
  address text,
  user_agent text,
  previous_hash bytea not null,
  hash bytea not null,
  constraint audit_events__sequence primary key (tenant_id, sequence),
  constraint audit_events__actor_kind check (actor_kind in ('operator', 'credential', 'anonymous', 'system')),
  constraint audit_events__outcome check (outcome in ('done', 'refused'))
);

create index audit_events__at on audit_events (tenant_id asc, at asc);

alter table audit_events enable row level security;
alter table audit_events force row level security;
create policy own_rows on audit_events to postern_admin
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
-- The data plane sees no acts of operators that belong to no tenant, and cannot pose as an operator.
create policy own_tenant on audit_events to postern_api
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
    and tenant_id <> '00000000-0000-0000-0000-000000000000'::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
    and tenant_id <> '00000000-0000-0000-0000-000000000000'::uuid
    and actor_kind in ('credential', 'anonymous'));

-- Where each chain ends: who adds an event locks the row, and a chain that was cut short at its end shows too.
create table audit_heads (
  tenant_id uuid not null,
  sequence bigint not null,
  hash bytea not null,
  constraint audit_heads__tenant_id primary key (tenant_id)
);

alter table audit_heads enable row level security;
alter table audit_heads force row level security;
create policy own_rows on audit_heads
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

grant select, insert on audit_events to postern_api, postern_admin;
grant select, insert, update on audit_heads to postern_api, postern_admin;
