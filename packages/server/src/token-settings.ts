/** Settings of tokens, ours and those of others. Both apps have them, and they mean the same in both. */
import { Type } from 'typebox'

export const tokenSettings = {
  POSTERN_PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s/?#@]+(?:/[^\\s?#@]*[^\\s?#@/])?$',
      description:
        'the URL by which clients reach the API, such as https://push.example.com, without a / at its end',
    }),
  ),
  POSTERN_JWKS_ALLOWED_HOSTS: Type.String({
    pattern: '^[^\\s/,]*(?:,[^\\s/,]+)*$',
    default: '',
    description:
      'hosts, with a port or without, whose keys may be fetched by http and from private networks, separated by commas',
  }),
} as const

/** Where `postern up` listens unless told otherwise. */
export const DEFAULT_PUBLIC_URL = 'http://127.0.0.1:9091'

export function listOfHosts(setting: string): string[] {
  return setting.split(',').filter((host) => host !== '')
}

// Listening on all addresses is no address to connect to.
const EVERYWHERE = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '[::1]'],
])

/** How somebody on this machine reaches what listens there. */
export function urlOfListener({
  host,
  port,
  isTls = false,
  routePrefix = '',
}: {
  readonly host: string
  readonly port: number
  readonly isTls?: boolean
  readonly routePrefix?: string | undefined
}): string {
  const name = EVERYWHERE.get(host) ?? (host.includes(':') ? `[${host}]` : host)
  return `${isTls ? 'https' : 'http'}://${name}:${port}${routePrefix}`
}
