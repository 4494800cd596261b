/** Every route of the data plane, with what it takes to get in. A route that is not here fails the matrix. */
import type { Scope } from '@postern/domain'

export interface DataPlaneRoute {
  /** As it is registered. */
  readonly route: string
  /** `any` for whatever a credential may do, `client` for who buys a token, `open` for everybody. */
  readonly scope: Scope | 'any' | 'client' | 'open'
  /** Unless it follows from the route: it then names the namespace `default` and the group `job="backup",zone="eu"`. */
  readonly url?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** When let in; 200 unless given. */
  readonly status?: number
  /** The request names the namespace `default`, so that a key for others is refused; told by the route, or here. */
  readonly namesNamespace?: true
  /** The request names a group, so that a key with label rules is refused; told by the route, or here. */
  readonly namesGroup?: true
}

const METRICS = 'held{word="pushed"} 1\n'
const JSON_BODY = { 'content-type': 'application/json' }
// Many clients say JSON with every request, and have nothing to say with a DELETE.
const JSON_OF_NOTHING = JSON_BODY
const BATCH = { pushes: [{ namespace: 'default', labels: { job: 'backup' }, body: METRICS }] }

const IMPORT = {
  groups: [
    {
      namespace: 'default',
      labels: { job: 'backup' },
      pushedAt: new Date().toISOString(),
      contents: [{ text: METRICS }],
    },
  ],
}

// The Pushgateway's addresses, in front of which a namespace may stand, and whose job may be in base64.
const groupRoutes = ['', '/ns/:namespace'].flatMap((prefix) =>
  ['job', 'job@base64'].flatMap((job): DataPlaneRoute[] => [
    { route: `PUT ${prefix}/metrics/${job}/*`, scope: 'push', body: METRICS },
    { route: `POST ${prefix}/metrics/${job}/*`, scope: 'push', body: METRICS },
    {
      route: `DELETE ${prefix}/metrics/${job}/*`,
      scope: 'delete',
      headers: JSON_OF_NOTHING,
      status: 202,
    },
    { route: `GET ${prefix}/api/v1/pushes/${job}/*`, scope: 'read' },
  ]),
)

// Of the check of that group.
const checkRoutes = ['', '/ns/:namespace'].flatMap((prefix) =>
  ['start', 'success', 'fail', 'exit/:status'].map(
    (outcome): DataPlaneRoute => ({
      route: `POST ${prefix}/checks/:name/${outcome}`,
      scope: 'push',
      namesGroup: true,
    }),
  ),
)

export const dataPlaneRoutes: readonly DataPlaneRoute[] = [
  ...groupRoutes,
  ...checkRoutes,
  { route: 'GET /api/v1/checks', scope: 'read' },
  { route: 'GET /metrics', scope: 'scrape' },
  { route: 'GET /ns/:namespace/metrics', scope: 'scrape' },
  {
    route: 'POST /api/v1/pushes',
    scope: 'push',
    headers: JSON_BODY,
    body: JSON.stringify(BATCH),
    namesNamespace: true,
    namesGroup: true,
  },
  {
    route: 'POST /api/v1/groups/import',
    scope: 'manage',
    headers: JSON_BODY,
    body: JSON.stringify(IMPORT),
    namesNamespace: true,
    namesGroup: true,
  },
  { route: 'GET /api/v1/metrics', scope: 'read' },
  { route: 'GET /api/v1/status', scope: 'read' },
  {
    route: 'GET /api/v1/groups',
    scope: 'read',
    url: '/api/v1/groups?namespace=default',
    namesNamespace: true,
  },
  {
    route: 'DELETE /api/v1/groups',
    scope: 'delete',
    headers: JSON_OF_NOTHING,
    url: '/api/v1/groups?namespace=default&match[]={job="backup"}',
    namesNamespace: true,
  },
  {
    route: 'POST /api/v1/groups/retention',
    scope: 'manage',
    url: '/api/v1/groups/retention?namespace=default&match[]={job="backup"}&retention=30d',
    namesNamespace: true,
  },
  { route: 'GET /api/v1/usage', scope: 'read' },
  { route: 'GET /api/v1/sd', scope: 'discover' },
  { route: 'GET /api/v1/whoami', scope: 'any' },
  { route: 'PUT /api/v1/admin/wipe', scope: 'wipe', status: 202 },
  {
    route: 'POST /oauth2/token',
    scope: 'client',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  },
  { route: 'GET /-/healthy', scope: 'open' },
  { route: 'GET /-/ready', scope: 'open' },
  { route: 'GET /.well-known/jwks.json', scope: 'open' },
  { route: 'GET /.well-known/oauth-authorization-server', scope: 'open' },
  { route: 'GET /openapi.json', scope: 'open' },
  { route: 'GET /llms.txt', scope: 'open' },
  { route: 'GET /.well-known/security.txt', scope: 'open' },
  { route: 'GET /docs', scope: 'open' },
  { route: 'GET /docs/', scope: 'open' },
  { route: 'GET /docs/json', scope: 'open' },
  { route: 'GET /docs/yaml', scope: 'open' },
  { route: 'GET /docs/static/index.html', scope: 'open' },
  { route: 'GET /docs/static/swagger-initializer.js', scope: 'open' },
  { route: 'GET /docs/static/*', scope: 'open', url: '/docs/static/swagger-ui.css' },
]

/** The request that the entry stands for. */
export function requestOf({ route, url, headers = {}, body }: DataPlaneRoute) {
  const [method = '', path = ''] = route.split(' ')
  return {
    method,
    url: url ?? filled(path),
    headers,
    ...(body === undefined ? {} : { payload: body }),
  }
}

function filled(path: string): string {
  const group = path.includes('@base64') ? 'YmFja3Vw/zone/eu' : 'backup/zone/eu'
  return path
    .replace(':namespace', 'default')
    .replace('*', group)
    .replace(':name', 'backup')
    .replace(':status', '0')
}

export function namesNamespace({ route, namesNamespace: said }: DataPlaneRoute): boolean {
  return said ?? route.includes('/:namespace/')
}

export function namesGroup({ route, namesGroup: said }: DataPlaneRoute): boolean {
  return said ?? /\/metrics\/job/.test(route)
}
