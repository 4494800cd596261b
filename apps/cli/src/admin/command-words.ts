/** From the address of a call to the words that one types: `POST …/credentials/:id/rotate` is `key rotate`. */
import type { NamedEndpoint } from './endpoints.ts'

// Where the rule below would give a poorer name.
const SPECIAL: Readonly<Record<string, string>> = {
  getActivity: 'tenant activity',
  getOverview: 'overview',
  listMetrics: 'groups metrics',
  listOperatorAuditEvents: 'audit operators',
  listPushes: 'groups pushes',
  listTenantTotals: 'tenant totals',
  revokeCredential: 'key revoke',
  revokeSigningKey: 'signing-key revoke',
  rotateSigningKey: 'signing-key rotate',
  revokeOperatorKey: 'operator-key revoke',
  setGroupRetention: 'groups keep',
  setGroupsRetention: 'groups keep',
  whoami: 'operator whoami',
}

/** Collections, and what belongs to something else but has commands of its own. */
const RESOURCES: Readonly<Record<string, string>> = {
  audit: 'audit',
  credentials: 'key',
  groups: 'groups',
  limits: 'limits',
  retention: 'retention',
  series: 'series',
  usage: 'usage',
}

// What there is one of, and not a list.
const SINGLE = new Set(['limits', 'retention', 'series', 'usage'])

const VERB_OF_ITEM = {
  GET: 'show',
  POST: 'create',
  PUT: 'set',
  PATCH: 'update',
  DELETE: 'delete',
} as const

/** One word or two. */
export function commandWords({ name, endpoint }: NamedEndpoint): string {
  const special = SPECIAL[name]
  if (special !== undefined) return special
  const parts = endpoint.url.split('/').slice(3)
  const last = parts.at(-1) ?? ''
  const own = parts.filter((part) => !part.startsWith(':'))
  if (last.startsWith(':')) return `${resourceOf(own.at(-1))} ${VERB_OF_ITEM[endpoint.method]}`
  if (isResource(last, own.length)) return `${resourceOf(last)} ${collectionVerb(last, endpoint)}`
  // An act, or a look at one side of a thing.
  return `${resourceOf(own.at(-2))} ${last}`
}

function isResource(part: string, depth: number): boolean {
  return depth === 1 || part in RESOURCES || part.endsWith('s')
}

function collectionVerb(part: string, { method }: NamedEndpoint['endpoint']): string {
  return method === 'GET' && !SINGLE.has(part) ? 'list' : VERB_OF_ITEM[method]
}

function resourceOf(part = ''): string {
  return RESOURCES[part] ?? part.replace(/s$/, '')
}
