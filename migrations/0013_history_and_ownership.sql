-- Who may overwrite a group, with which time its samples are shown, and the last pushes to each.

alter table namespaces add column ownership text not null default 'shared';
alter table namespaces add constraint namespaces__ownership check (ownership in ('shared', 'owned'));
-- Whose time samples have in a scrape: that of the scrape, or that of their push.
alter table namespaces add column sample_time text not null default 'scrape';
alter table namespaces add constraint namespaces__sample_time check (sample_time in ('scrape', 'push'));

-- The first of the keys that were rotated into this one; null for one that replaced none. What is whose goes by it.
alter table credentials add column lineage_id uuid;

-- Who made the group, and who pushed it last: the lineage of a key, or a trust rule with the subject of the token.
alter table groups add column owner text;
alter table groups add column last_writer text;
-- When two writers last pushed within a minute of each other.
alter table groups add column contested_at timestamptz;

-- What came of the last pushes to each group. A moment of a tenant's belongs to one change alone, so it is a key.
create table pushes (
  tenant_id uuid not null,
  namespace text not null,
  labels_hash bytea not null,
  pushed_at timestamptz not null,
  method text not null,
  -- The code of the problem; null for a push that was taken.
  refusal text,
  -- What it brought: as text, in bytes, and in series.
  bytes bigint not null,
  series bigint not null,
  credential_id uuid not null,
  address text not null,
  user_agent text,
  -- What the job said of its run.
  run_id text,
  exit_status bigint,
  duration_seconds double precision,
  constraint pushes__push primary key (tenant_id, namespace, labels_hash, pushed_at),
  constraint pushes__namespace foreign key (tenant_id, namespace)
    references namespaces (tenant_id, name) on delete cascade
);

alter table pushes enable row level security;
alter table pushes force row level security;
create policy own_rows on pushes
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- What is too old goes by it.
create index pushes__pushed_at on pushes (tenant_id asc, pushed_at asc);

grant select, insert, delete on pushes to postern_api;
grant select, delete on pushes to postern_admin;
