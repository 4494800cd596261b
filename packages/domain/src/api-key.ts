/**
 * The text of an API key: `pst_<kind>_<tenant locator>_<key id>_<secret>_<crc32>`.
 *
 * The locator makes the look-up one query under that tenant's policy. The checksum tells a typo from a revoked key
 * before any query, and lets a secret scanner know a key when it sees one.
 */
import { base62Width, fromBase62, toBase62 } from './base62.ts'
import { crc32 } from './crc32.ts'
import { uuidFromBytes, uuidToBytes } from './ids.ts'

export const apiKeyKinds = ['push', 'scrape', 'key', 'operator'] as const

/** What a key is for, to the eye alone: its rights are what the database says. */
export type ApiKeyKind = (typeof apiKeyKinds)[number]

export interface ApiKey {
  readonly kind: ApiKeyKind
  /** Whose key it is; operators belong to no tenant and carry the nil UUID. */
  readonly tenantId: string
  readonly keyId: string
  /** 256 random bits. */
  readonly secret: Uint8Array
}

export const SECRET_BYTES = 32
export const NIL_UUID = '00000000-0000-0000-0000-000000000000'

const ID = `[0-9A-Za-z]{${base62Width(16)}}`
const SECRET = `[0-9A-Za-z]{${base62Width(SECRET_BYTES)}}`
const CHECKSUM = `[0-9A-Za-z]{${base62Width(4)}}`

/** For secret scanners: matches every key and, the checksum tested, nothing else. */
export const apiKeyPattern = `pst_(?:${apiKeyKinds.join('|')})_${ID}_${ID}_${SECRET}_${CHECKSUM}`

const GRAMMAR = new RegExp(
  `^pst_(${apiKeyKinds.join('|')})_(${ID})_(${ID})_(${SECRET})_(${CHECKSUM})$`,
)

export function formatApiKey(key: ApiKey): string {
  const body = `pst_${key.kind}_${toBase62(uuidToBytes(key.tenantId))}_${toBase62(uuidToBytes(key.keyId))}_${toBase62(key.secret)}`
  return `${body}_${checksum(body)}`
}

/** The parts of a key, or `undefined` when the text is no key or was mistyped. Needs no query. */
export function parseApiKey(text: string): ApiKey | undefined {
  const [, kindText, locator = '', id = '', secretText = '', sum] = GRAMMAR.exec(text) ?? []
  const kind = apiKeyKinds.find((known) => known === kindText)
  if (kind === undefined || sum !== checksum(text.slice(0, -1 - base62Width(4)))) return undefined
  const tenant = fromBase62(locator, 16)
  const keyId = fromBase62(id, 16)
  const secret = fromBase62(secretText, SECRET_BYTES)
  if (!tenant || !keyId || !secret) return undefined
  return { kind, tenantId: uuidFromBytes(tenant), keyId: uuidFromBytes(keyId), secret }
}

function checksum(body: string): string {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, crc32(body))
  return toBase62(bytes)
}
