/** What `--help` says of the environment. A test compares it with the schema. */
export const settingsHelp = `Settings (environment variables; each also as NAME_FILE, the path of a file that holds it):
  POSTERN_STATE_DIR    where data, keys and passwords are kept (.postern)
  POSTERN_HOST         the address to listen on (127.0.0.1)
  POSTERN_API_PORT     the port that jobs push to and Prometheus scrapes (9091)
  POSTERN_ADMIN_PORT   the port of the admin app (9092)
  DATABASE_URL         the Postgres to use, as the owner of its tables; none: an embedded one
  POSTERN_API_DATABASE_URL, POSTERN_ADMIN_DATABASE_URL
                       the same for the roles of the two apps; none: made by the owner
  POSTERN_PEPPER       the secret that keys are hashed with; none: made and kept
  POSTERN_PEPPER_FORMER peppers from before, under which keys were made that still hold (none)
  POSTERN_PUBLIC_URL   by which clients reach the API; it issues its tokens (its own address)
  POSTERN_JWKS_ALLOWED_HOSTS
                       token issuers on private networks whose keys may be fetched (none)
  POSTERN_API_TLS_CERT_FILE, POSTERN_API_TLS_KEY_FILE
                       certificate and key with which the API speaks TLS (none: plain HTTP)
  POSTERN_API_TLS_CLIENT_CA_FILE, POSTERN_API_TLS_CLIENT_CERT
                       authorities for certificates of clients, and "request" or "require"
  POSTERN_ADMIN_TLS_CERT_FILE, POSTERN_ADMIN_TLS_KEY_FILE
  POSTERN_ADMIN_TLS_CLIENT_CA_FILE, POSTERN_ADMIN_TLS_CLIENT_CERT
                       the same for the admin app
  POSTERN_TLS_MIN_VERSION the oldest version of TLS that is spoken (1.2)
  POSTERN_TLS_TERMINATED_BY
                       proxy or nobody; without TLS, needed on any address but this machine's own
  POSTERN_TRUST_PROXY  how many proxies are in front, or their CIDRs (none)
  POSTERN_ROUTE_PREFIX what stands before every path of the API, such as /push (none)
  POSTERN_METRICS_LISTEN where the process tells of itself, such as 127.0.0.1:9464 (none)
  POSTERN_DEFAULT_LIMITS what every tenant may send and hold, as JSON ({})
  POSTERN_SHED_LOOP_DELAY how far behind it may be before lists are refused (0.25s)
  POSTERN_SHED_CONNECTION_WAIT the same for the wait for a connection to Postgres (1s)
  POSTERN_AUDIT_RETENTION how long events of the audit are kept (400d)
  POSTERN_GROUP_RETENTION how long groups are held of which nobody says otherwise (35d)
  POSTERN_MINIMUM_GROUP_RETENTION the least that anybody may ask for (1s)
  POSTERN_HISTORY_PUSHES how many of the last pushes to each group are remembered (50)
  POSTERN_HISTORY_DAYS for how many days they are remembered (30)
  POSTERN_ADMIN_PUBLIC_URL
                       by which people reach the admin app (its own address)
  POSTERN_OIDC_ISSUER, POSTERN_OIDC_CLIENT_ID, POSTERN_OIDC_CLIENT_SECRET
                       an OpenID provider at which people sign in (none)
  POSTERN_OIDC_NAME    what it is called on the page (single sign-on)
  POSTERN_OIDC_SCOPES  what it is asked for (openid email profile)
  POSTERN_OIDC_ROLE_CLAIM where it says in which groups a person is (groups)
  POSTERN_OIDC_ROLES   which role a group has, such as postern-admins=system-admin (none)
  POSTERN_SECURITY_CONTACT whom to tell of a vulnerability, such as mailto:security@example.com (none)
  POSTERN_LOG_LEVEL    fatal, error, warn, info, debug, trace or silent (warn)`
