-- The keys that access tokens are signed with. They belong to Postern itself and to no tenant: the data plane reads
-- them, the control plane makes and ends them.

create table signing_keys (
  -- What a token's header names it by.
  id uuid not null,
  -- From 1, one more with every key. Two control planes that make the next key at once make the same one of these, so
  -- that one of them is told it came second.
  generation bigint not null,
  -- PKCS #8, sealed with AES-256-GCM under a key derived from the pepper of that id, which is kept outside the
  -- database. The public key is not held: it is derived from this one, so a row that was not sealed by us is of no use.
  sealed_private_key bytea not null,
  pepper_id text not null,
  created_at timestamptz not null,
  -- It is published from its making and signs from this moment on, until a later generation does.
  signs_from timestamptz not null,
  -- Ended at once, with all that it signed.
  revoked_at timestamptz,
  constraint signing_keys__id primary key (id),
  constraint signing_keys__generation unique (generation)
);

grant select on signing_keys to postern_api;
grant select, insert, update, delete on signing_keys to postern_admin;
