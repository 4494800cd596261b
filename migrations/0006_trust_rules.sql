-- Whom a tenant trusts to vouch for its jobs: an outside issuer of tokens, for tokens that say certain things.

create table trust_rules (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  -- Compared with the iss of a token character by character.
  issuer text not null,
  -- Ends in /t/<slug>, so that a token says itself which tenant it is for, and no tenant can claim another's.
  audience text not null,
  -- JSON, for each claim the values that it may have: {"repository_id": ["123"]}.
  conditions text not null,
  scopes text[] not null,
  namespaces text[] not null,
  label_rules text not null,
  -- The issuer's public keys, where they cannot be fetched; null where they are.
  jwks text,
  -- A token is taken once, at the token endpoint.
  single_use_jti boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint trust_rules__id primary key (tenant_id, id),
  constraint trust_rules__tenant foreign key (tenant_id) references tenants (id) on delete cascade
);

alter table trust_rules enable row level security;
alter table trust_rules force row level security;
create policy own_rows on trust_rules
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Apart from trust_rules, because the data plane writes it and may not write those.
create table trust_rule_uses (
  tenant_id uuid not null,
  rule_id uuid not null,
  last_used_at timestamptz not null,
  constraint trust_rule_uses__rule_id primary key (tenant_id, rule_id),
  constraint trust_rule_uses__rule foreign key (tenant_id, rule_id)
    references trust_rules (tenant_id, id) on delete cascade
);

alter table trust_rule_uses enable row level security;
alter table trust_rule_uses force row level security;
create policy own_rows on trust_rule_uses
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Tokens that were taken by a rule which takes each only once, until they would have expired anyway.
create table used_tokens (
  tenant_id uuid not null,
  rule_id uuid not null,
  -- SHA-256 of the jti, which may be of any length.
  jti_hash bytea not null,
  expires_at timestamptz not null,
  constraint used_tokens__jti_hash primary key (tenant_id, rule_id, jti_hash),
  constraint used_tokens__rule foreign key (tenant_id, rule_id)
    references trust_rules (tenant_id, id) on delete cascade
);

create index used_tokens__expires_at on used_tokens (tenant_id asc, expires_at asc);

alter table used_tokens enable row level security;
alter table used_tokens force row level security;
create policy own_rows on used_tokens
  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

grant select on trust_rules to postern_api;
grant select, insert, update on trust_rule_uses to postern_api;
grant select, insert, delete on used_tokens to postern_api;
grant select, insert, update, delete on trust_rules to postern_admin;
grant select on trust_rule_uses, used_tokens to postern_admin;
-- From the slug in an audience to the tenant whose rules to read. Names and ids only; all else is under its policy.
grant select on tenant_slugs to postern_api;
