/** What the first word of a command means. */
interface Resource {
  readonly about: string
  /** The same in the other number, for whoever guesses that. */
  readonly alias: string | undefined
}

const ABOUT: Readonly<Record<string, string>> = {
  account: 'people who may sign in',
  audit: 'what was done, and refused',
  check: 'jobs that must report in time',
  groups: 'what was pushed',
  key: 'keys of a tenant: make, rotate, revoke',
  limits: 'what a tenant may send and hold',
  namespace: 'parts of a tenant',
  operator: 'who one is to the admin app',
  'operator-key': 'keys of scripts that administer Postern',
  retention: 'when groups expire',
  series: 'what a scrape says of the tenant itself',
  'signing-key': 'keys that access tokens are signed with',
  snippet: 'configuration and code to paste',
  tenant: 'customers, each apart from all others',
  'trust-rule': 'outside issuers whose tokens a tenant takes',
  usage: 'what a tenant did and holds',
}

const NO_OTHER_NUMBER = new Set(['audit', 'retention', 'usage', 'limits'])

export function resourceAbout(name: string): Resource {
  const other = name.endsWith('s') ? name.slice(0, -1) : `${name}s`
  return {
    about: ABOUT[name] ?? `${name.replaceAll('-', ' ')}s`,
    alias: NO_OTHER_NUMBER.has(name) ? undefined : other,
  }
}
