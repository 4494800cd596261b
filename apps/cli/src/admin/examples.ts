/** What the help of a command shows. A test runs each through the parser. */
export const examples: Readonly<Record<string, readonly string[]>> = {
  'audit list': ['--tenant acme --since 2030-01-31T00:00:00Z', '--tenant acme --limit 20 --json'],
  'check create': [
    '--tenant acme --name backup --schedule-cron "30 2 * * *" --time-zone Europe/Berlin --grace 2h',
    '--tenant acme --name etl --job etl --labels table=users --schedule-period 1h --grace 10m',
  ],
  'groups delete': [
    `--tenant acme --match '{job="etl"}' --dry-run`,
    `--tenant acme --match '{job="etl"}' --yes`,
  ],
  'groups list': [`--tenant acme --match '{job=~"backup.*"}' --sort=-pushedAt --limit 10`],
  'key create': [
    '--tenant acme --name nightly --scopes push,delete --namespaces default',
    '--tenant acme --name etl --scopes push --namespaces "*" --label-rules "job=etl-*" --expires-in 90d > etl.key',
  ],
  'key rotate': ['0198c2f0-5566-7b30-8280-f5a5dff5a70f --tenant acme --overlap 24h > new.key'],
  'limits set': [
    '--tenant acme --max-series-per-tenant 50000',
    '--tenant acme --namespace payments --max-series-per-push 1000',
  ],
  'namespace create': ['--tenant acme --name payments'],
  'retention set': [
    '--tenant acme --default 30d --maximum 90d',
    `--tenant acme --namespace payments --jobs '[{"job":"tmp-*","retention":"2h"}]'`,
  ],
  'tenant create': ['--slug acme --name "Acme Inc."'],
  'tenant update': ['acme --max-key-life 90d --no-keys-may-never-expire'],
  'trust-rule create': [
    '--tenant acme --name builds --issuer https://token.actions.githubusercontent.com --conditions repository_id=123456789 --conditions ref=refs/heads/main --scopes push --namespaces default --label-rules job=ci',
  ],
}
