-- What whoever acted was called then: people are deleted, and keys and rules change their names. Null for somebody
-- unknown, for Postern itself, and for what was recorded before.

alter table audit_events add column actor_name text;
