-- API keys of tenants, their last use, and the keys of operators. No secret is held: only its keyed hash.

create table credentials (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null,
  name text not null,
  scopes text[] not null,
  namespaces text[] not null,
  -- Scrapes may be answered in OpenMetrics, which names some counters otherwise.
  open_metrics boolean not null,
  -- HMAC-SHA-256 of the secret under the pepper of that id; the pepper is kept outside the database.
  secret_hash bytea not null,
  pepper_id text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  constraint credentials__id primary key (tenant_id, id),
  constraint credentials__tenant foreign key (tenant_id) references tenants (id) on delete cascade,
  constraint credentials__kind check (kind in ('push', 'scrape', 'key'))
);

alter table credentials enable row level security;
alter table credentials force row level security;
create policy own_rows on credentials
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Apart from credentials, because the data plane writes it and may not write those.
create table credential_uses (
  tenant_id uuid not null,
  credential_id uuid not null,
  last_used_at timestamptz not null,
  constraint credential_uses__credential_id primary key (tenant_id, credential_id),
  constraint credential_uses__credential foreign key (tenant_id, credential_id)
    references credentials (tenant_id, id) on delete cascade
);

alter table credential_uses enable row level security;
alter table credential_uses force row level security;
create policy own_rows on credential_uses
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Keys of those who administer Postern itself. They belong to no tenant; only the admin app may see them.
create table operator_keys (
  id uuid not null,
  name text not null,
  secret_hash bytea not null,
  pepper_id text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  constraint operator_keys__id primary key (id)
);

grant select on credentials to postern_api;
grant select, insert, update on credential_uses to postern_api;
grant select, insert, update, delete on credentials to postern_admin;
grant select on credential_uses to postern_admin;
grant select, insert, update on operator_keys to postern_admin;
