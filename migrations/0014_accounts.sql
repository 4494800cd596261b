-- People who sign in to the admin app, and what operator keys may do. Both belong to Postern itself and reach one tenant
-- or all. One address can have an account in each of several tenants, none of which notices the others. Only the control
-- plane may see any of it.

create table accounts (
  id uuid not null,
  -- In small letters.
  email text not null,
  name text not null,
  role text not null,
  -- The only tenant within reach, or the nil UUID for all; not null, so that keys hold for those too.
  reach uuid not null,
  state text not null,
  -- Whether the role was given here, or follows from what the provider says at each sign-in.
  role_from text not null,
  -- Argon2id, then HMAC under the pepper of that id. The work says with which parameters.
  password_salt bytea,
  password_hash bytea,
  password_pepper_id text,
  password_work text,
  -- Sealed under a key derived from the pepper of that id.
  totp_sealed bytea,
  totp_pepper_id text,
  -- The last time step whose code was taken: neither it nor an earlier one is taken again.
  totp_step bigint not null,
  -- Of another authenticator app, until a code proves that the person has it.
  next_totp_sealed bytea,
  next_totp_pepper_id text,
  -- Who the provider says that it is.
  issuer text,
  subject text,
  created_at timestamptz not null,
  signed_in_at timestamptz,
  constraint accounts__id primary key (id),
  constraint accounts__email unique (reach, email),
  constraint accounts__subject unique (reach, issuer, subject),
  constraint accounts__role check (role in ('system-admin', 'tenant-admin', 'tenant-operator', 'tenant-viewer')),
  constraint accounts__reach check (role <> 'system-admin' or reach = '00000000-0000-0000-0000-000000000000'::uuid),
  constraint accounts__state check (state in ('invited', 'active', 'suspended')),
  constraint accounts__role_from check (role_from in ('here', 'provider'))
);

create index accounts__email_alone on accounts (email asc);
create index accounts__subject_alone on accounts (issuer asc, subject asc);

-- One-time codes for who lost the second factor. They are random, so a keyed hash is enough.
create table recovery_codes (
  account_id uuid not null,
  code_hash bytea not null,
  pepper_id text not null,
  constraint recovery_codes__code_hash primary key (account_id, code_hash),
  constraint recovery_codes__account foreign key (account_id) references accounts (id) on delete cascade
);

-- One-time addresses: to set Postern up, to take up an invitation, to start over after a loss. A row goes when it is used.
create table welcome_links (
  id uuid not null,
  purpose text not null,
  -- Null for the set-up link, which makes the account.
  account_id uuid,
  secret_hash bytea not null,
  pepper_id text not null,
  -- What the authenticator app is told, sealed; made when the link is first read.
  totp_sealed bytea,
  totp_pepper_id text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint welcome_links__id primary key (id),
  constraint welcome_links__account foreign key (account_id) references accounts (id) on delete cascade,
  constraint welcome_links__purpose check (purpose in ('set-up', 'invitation', 'reset'))
);

create index welcome_links__account_id on welcome_links (account_id asc);

-- What a cookie opens. A row goes when the session ends.
create table sessions (
  id uuid not null,
  account_id uuid not null,
  secret_hash bytea not null,
  pepper_id text not null,
  created_at timestamptz not null,
  -- Up to a minute late.
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  -- When the person last proved who they are.
  proved_at timestamptz not null,
  address text not null,
  user_agent text,
  constraint sessions__id primary key (id),
  constraint sessions__account foreign key (account_id) references accounts (id) on delete cascade
);

create index sessions__account_id on sessions (account_id asc);

-- Answers of the provider that were taken once, until they would be too old anyway.
create table used_sign_ins (
  state_hash bytea not null,
  expires_at timestamptz not null,
  constraint used_sign_ins__state_hash primary key (state_hash)
);

-- Keys that exist may do everything, as they could; so may those that the release before this one makes.
alter table operator_keys add column role text not null default 'system-admin';
alter table operator_keys add column reach uuid not null default '00000000-0000-0000-0000-000000000000';
-- Up to a minute late.
alter table operator_keys add column used_at timestamptz;
alter table operator_keys add constraint operator_keys__role
  check (role in ('system-admin', 'tenant-admin', 'tenant-operator', 'tenant-viewer'));
alter table operator_keys add constraint operator_keys__reach
  check (role <> 'system-admin' or reach = '00000000-0000-0000-0000-000000000000'::uuid);

alter table audit_events drop constraint audit_events__actor_kind;
alter table audit_events add constraint audit_events__actor_kind
  check (actor_kind in ('operator', 'account', 'credential', 'anonymous', 'system'));

grant select, insert, update, delete on accounts, recovery_codes, welcome_links, sessions to postern_admin;
grant select, insert, delete on used_sign_ins to postern_admin;
