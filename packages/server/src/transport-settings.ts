/** How requests reach a process: by its own TLS, through a proxy, or in plain on the machine itself. */
import { Type } from 'typebox'
import { SettingsError } from './load-settings.ts'
import { type ProxyTrust, parseProxyTrust } from './proxy-trust.ts'
import type { Transport } from './server-options.ts'
import type { ClientCertificates, TlsFiles } from './tls-files.ts'
import { openTls } from './tls-server.ts'

const path = (what: string) =>
  Type.Optional(Type.String({ minLength: 1, description: `the path of ${what}, in PEM` }))

const certFile = path('a certificate, with those between it and its authority behind it')
const keyFile = path('the private key of the certificate, without a passphrase')
const caFile = path('the certificates of the authorities that vouch for clients')
const clientMode = Type.Optional(Type.Enum(['request', 'require']))

export const transportSettings = {
  POSTERN_TLS_MIN_VERSION: Type.Enum(['1.2', '1.3'], { default: '1.2' }),
  POSTERN_TLS_TERMINATED_BY: Type.Optional(
    Type.Enum(['proxy', 'nobody'], {
      description:
        '"proxy" where one with TLS is in front, "nobody" where keys may cross the network in plain',
    }),
  ),
  POSTERN_TRUST_PROXY: Type.Optional(
    Type.String({
      description: 'how many proxies are in front, such as 1, or their addresses and CIDRs',
    }),
  ),
} as const

export const apiTlsSettings = {
  POSTERN_API_TLS_CERT_FILE: certFile,
  POSTERN_API_TLS_KEY_FILE: keyFile,
  POSTERN_API_TLS_CLIENT_CA_FILE: caFile,
  POSTERN_API_TLS_CLIENT_CERT: clientMode,
} as const

export const routeSettings = {
  POSTERN_ROUTE_PREFIX: Type.Optional(
    Type.String({
      pattern: '^(?:/[A-Za-z0-9_~][A-Za-z0-9._~-]*)+$',
      description: 'what stands before every path, such as /push',
    }),
  ),
} as const

export const adminTlsSettings = {
  POSTERN_ADMIN_TLS_CERT_FILE: certFile,
  POSTERN_ADMIN_TLS_KEY_FILE: keyFile,
  POSTERN_ADMIN_TLS_CLIENT_CA_FILE: caFile,
  POSTERN_ADMIN_TLS_CLIENT_CERT: clientMode,
} as const

type Values<T> = { readonly [Name in keyof T]?: string | undefined }

/** As `loadSettings` read them. */
export interface TransportValues
  extends Values<
    typeof transportSettings &
      typeof apiTlsSettings &
      typeof adminTlsSettings &
      typeof routeSettings
  > {
  readonly POSTERN_HOST: string
}

export interface TransportConfig {
  readonly tls?: TlsFiles | undefined
  readonly trust?: ProxyTrust | undefined
  readonly routePrefix?: string | undefined
}

/**
 * What the settings of an app say together. Throws a `SettingsError` for those that do not go together, and for keys
 * that would cross a network in plain although nobody said that they may.
 */
export function readTransport(app: 'API' | 'ADMIN', values: TransportValues): TransportConfig {
  const faults: string[] = []
  const tls = readTls(app, values, faults)
  const trust = readTrust(values, faults)
  if (!tls) refusePlain(app, values, faults)
  if (faults.length > 0) throw new SettingsError(faults)
  return { tls, trust, routePrefix: app === 'API' ? values.POSTERN_ROUTE_PREFIX : undefined }
}

function readTls(
  app: 'API' | 'ADMIN',
  values: TransportValues,
  faults: string[],
): TlsFiles | undefined {
  const names = {
    cert: `POSTERN_${app}_TLS_CERT_FILE`,
    key: `POSTERN_${app}_TLS_KEY_FILE`,
    ca: `POSTERN_${app}_TLS_CLIENT_CA_FILE`,
    mode: `POSTERN_${app}_TLS_CLIENT_CERT`,
  } as const
  const [cert, key, ca, mode] = [names.cert, names.key, names.ca, names.mode].map(
    (name) => values[name],
  )
  const needs = (name: string, other: string) =>
    faults.push(`${name}: is missing; expected beside ${other}`)
  if (cert !== undefined && key === undefined) needs(names.key, names.cert)
  if (key !== undefined && cert === undefined) needs(names.cert, names.key)
  if (ca !== undefined && cert === undefined) needs(names.cert, names.ca)
  if (mode !== undefined && ca === undefined) needs(names.ca, names.mode)
  if (cert === undefined || key === undefined) return undefined
  const clients: ClientCertificates | undefined =
    ca === undefined ? undefined : { caFile: ca, mode: mode === 'require' ? mode : 'request' }
  const minVersion = values.POSTERN_TLS_MIN_VERSION === '1.3' ? 'TLSv1.3' : 'TLSv1.2'
  return { certFile: cert, keyFile: key, minVersion, clients }
}

function readTrust(
  { POSTERN_TRUST_PROXY: text }: TransportValues,
  faults: string[],
): ProxyTrust | undefined {
  if (text === undefined) return undefined
  const trust = parseProxyTrust(text)
  if (!trust) {
    faults.push(
      `POSTERN_TRUST_PROXY: ${JSON.stringify(text.slice(0, 60))} is not valid; expected how many proxies are in front, from 1 to 16, or their addresses and CIDRs, separated by commas`,
    )
  }
  return trust
}

/** Reads the files that the settings name. Throws a `SettingsError` when they are not what they should be. */
export async function openTransport({ tls, ...others }: TransportConfig): Promise<Transport> {
  return { tls: tls && (await openTls(tls)), ...others }
}

/** Keys travel in a header: who listens on the way has them. */
function refusePlain(
  app: 'API' | 'ADMIN',
  { POSTERN_HOST: host, POSTERN_TLS_TERMINATED_BY: terminatedBy }: TransportValues,
  faults: string[],
): void {
  if (isLoopback(host) || terminatedBy !== undefined) return
  faults.push(
    `POSTERN_HOST: on ${host}, which other machines reach, keys would cross the network in plain; ` +
      `set POSTERN_${app}_TLS_CERT_FILE and POSTERN_${app}_TLS_KEY_FILE, or POSTERN_TLS_TERMINATED_BY=proxy where a proxy with TLS is in front`,
  )
}

/** Whether only this machine can connect to what listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
