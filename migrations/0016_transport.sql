-- Certificates that a key is bound to.

-- Names of client certificates, one of which the connection has to show; none means that the key is enough.
alter table credentials add column client_certificates text[] not null default '{}';
