/** Every call of the admin API, as the contract exports them: nothing has to be listed here. */

import type { Endpoint } from '@postern/contract'
import * as contract from '@postern/contract'

export interface NamedEndpoint {
  readonly name: string
  readonly endpoint: Endpoint
}

export const endpoints: readonly NamedEndpoint[] = Object.entries(contract).flatMap(
  ([name, each]: [string, unknown]) => (isEndpoint(each) ? [{ name, endpoint: each }] : []),
)

/** What people do in a browser, with a cookie, and scripts have no use for: signing in, and their own account. */
export function isForBrowsers({ access, url }: Endpoint): boolean {
  // `postern setup-link` is a command of its own, which also works where nothing runs.
  if (url === '/api/v1/set-up-links') return true
  return access === 'public' || /^\/api\/v1\/(?:account|sessions?)(?:\/|$)/.test(url)
}

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'url' in value
}

/** The names of the parameters in its path, in their order. */
export function pathParameters({ url }: Endpoint): string[] {
  return Array.from(url.matchAll(/:(\w+)/g), ([, name = '']) => name)
}
