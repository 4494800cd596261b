-- What is held: one row a group, its families in one column as the gateway encodes and compresses them.

create table groups (
  tenant_id uuid not null,
  namespace text not null,
  -- SHA-256 of labels: values may be longer than an index entry may be.
  labels_hash bytea not null,
  -- The grouping key, sorted; bytes and not text, because a label value may hold U+0000.
  labels bytea not null,
  -- Null in a tombstone.
  content bytea,
  -- Null when no push succeeded yet.
  pushed_at timestamptz,
  -- Null when no push failed yet.
  failed_at timestamptz,
  -- The version with which the group was made and the one that changed it last.
  created_version bigint not null,
  version bigint not null,
  -- When it became a tombstone: a deleted group stays as one until every replica had time to see it.
  deleted_at timestamptz,
  constraint groups__labels_hash primary key (tenant_id, namespace, labels_hash),
  constraint groups__namespace foreign key (tenant_id, namespace)
    references namespaces (tenant_id, name) on delete cascade
);

-- The gateway compresses, so Postgres need not try.
alter table groups alter column content set storage external;

-- What a replica has not seen yet.
create index groups__version on groups (tenant_id asc, version asc);
-- What the purge looks for: tombstones, and groups of which no push ever succeeded.
create index groups__deleted_at on groups (tenant_id asc, deleted_at asc) where deleted_at is not null;
create index groups__only_failed on groups (tenant_id asc, failed_at asc) where pushed_at is null and deleted_at is null;

alter table groups enable row level security;
alter table groups force row level security;
create policy own_rows on groups
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

grant select, insert, update, delete on groups to postern_api, postern_admin;
