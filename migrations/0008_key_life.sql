-- What a key may be used for and from where, how it is replaced, and when it was first and last used.

alter table credentials add column note text not null default '';
-- JSON of the owner's own, at most 4 KiB; as text, because jsonb takes no U+0000.
alter table credentials add column metadata text not null default '{}';
-- JSON: for each label of a grouping key the patterns of which its value must match one.
alter table credentials add column label_rules text not null default '{}';
-- CIDRs as text, matched by the application; none means from anywhere.
alter table credentials add column source_networks text[] not null default '{}';
alter table credentials add column rotated_from uuid;
alter table credentials add column rotated_to uuid;
-- When it ends because it was replaced: at a time, or so long after its successor was first used.
alter table credentials add column retires_at timestamptz;
alter table credentials add column overlap_seconds bigint;

-- Only for the rows that were there.
alter table credentials alter column note drop default;
alter table credentials alter column metadata drop default;
alter table credentials alter column label_rules drop default;
alter table credentials alter column source_networks drop default;

alter table credential_uses add column first_used_at timestamptz;
-- Not the whole address: /24 of IPv4, /48 of IPv6.
alter table credential_uses add column address_prefix text;
alter table credential_uses add column user_agent text;

-- What the tenant allows its keys. Null for no maximum; a duration such as 365d.
alter table tenants add column max_key_life text;
alter table tenants add column keys_may_never_expire boolean not null default true;
alter table tenants alter column keys_may_never_expire drop default;
