-- What the admin app shows without reading what was pushed, and the answers that it gives a second time.

-- How much the content is, told by whoever writes it, so that a list of groups need not read it. Null where a release
-- wrote the group that did not tell.
alter table groups add column families bigint;
alter table groups add column series bigint;
-- Not compressed.
alter table groups add column content_bytes bigint;

-- One row a tenant, written about once a minute while something happens: what operators see of all tenants at once, which
-- their policies hide from one query otherwise. Nothing in it is of what was pushed.
create table tenant_totals (
  tenant_id uuid not null,
  groups bigint not null,
  series bigint not null,
  pushed_at timestamptz,
  -- What happened in the hour that begins then, and in the one before it.
  hour timestamptz not null,
  pushes bigint not null,
  pushes_before bigint not null,
  refusals bigint not null,
  refusals_before bigint not null,
  -- When the next of its keys expires; null when none does.
  next_key_end timestamptz,
  -- When the first of its checks is down, or was, if nothing happens before; null when none will be.
  next_check_down timestamptz,
  constraint tenant_totals__tenant_id primary key (tenant_id),
  constraint tenant_totals__tenant foreign key (tenant_id) references tenants (id) on delete cascade
);

alter table tenant_totals enable row level security;
alter table tenant_totals force row level security;
create policy own_rows on tenant_totals
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
-- To look at, and nothing else.
create policy every_tenant on tenant_totals for select to postern_admin
  using (true);

-- What all tenants did together, in steps of five minutes, each replica in rows of its own: a row for all replicas would
-- be one that they wait for.
create table usage_sums (
  at timestamptz not null,
  replica_id uuid not null,
  pushes bigint not null,
  samples bigint not null,
  refusals bigint not null,
  constraint usage_sums__at primary key (at, replica_id)
);

-- Requests that came with an Idempotency-Key, kept for a day so that a repetition gets the same answer and does nothing.
-- Like sessions they belong to those who call, not to a tenant; a caller's keys are nobody else's.
create table idempotent_requests (
  caller_id uuid not null,
  -- SHA-256 of the key, and of the request that it came with first.
  key_hash bytea not null,
  request_hash bytea not null,
  -- By which the audit knows the first request: whether it was carried out, when nobody heard its end.
  request_id uuid not null,
  started_at timestamptz not null,
  -- Null until the first request was answered.
  status bigint,
  -- JSON of headers and body, sealed with AES-256-GCM under a key derived from the pepper of that id. Null for an answer
  -- that held a secret, which is shown once and kept nowhere.
  sealed_answer bytea,
  pepper_id text,
  constraint idempotent_requests__key_hash primary key (caller_id, key_hash)
);

create index idempotent_requests__started_at on idempotent_requests (started_at asc);

grant select, insert, update on tenant_totals to postern_api;
grant select, insert, update, delete on tenant_totals to postern_admin;
grant select, insert, update, delete on usage_sums to postern_api;
grant select on usage_sums to postern_admin;
grant select, insert, update, delete on idempotent_requests to postern_admin;
