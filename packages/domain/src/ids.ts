/** Identifiers. A brand keeps one kind from being passed where another is meant. */

declare const brand: unique symbol

export type TenantId = string & { readonly [brand]: 'TenantId' }
export type CredentialId = string & { readonly [brand]: 'CredentialId' }
export type CheckId = string & { readonly [brand]: 'CheckId' }
export type OperatorKeyId = string & { readonly [brand]: 'OperatorKeyId' }
export type AccountId = string & { readonly [brand]: 'AccountId' }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** UUIDv7 (RFC 9562 section 5.7): ids made later sort later, to the millisecond. */
export function newUuid(nowMs: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(nowMs / 2 ** (8 * (5 - i))) % 256
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return uuidFromBytes(bytes)
}

/** The usual spelling of 16 bytes, in small letters. */
export function uuidFromBytes(bytes: Uint8Array): string {
  const hex = bytes.toHex()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

export function uuidToBytes(uuid: string): Uint8Array {
  return Uint8Array.fromHex(uuid.replaceAll('-', ''))
}

/** Checked at the edge of the program; inside, the type says it. Throws on anything but a UUID. */
export function tenantId(text: string): TenantId {
  // The brand exists only in types; the check above it is what earns it.
  return checkedUuid(text) as TenantId
}

export function credentialId(text: string): CredentialId {
  // As above: the check earns the brand.
  return checkedUuid(text) as CredentialId
}

export function checkId(text: string): CheckId {
  // As above: the check earns the brand.
  return checkedUuid(text) as CheckId
}

export function operatorKeyId(text: string): OperatorKeyId {
  // As above: the check earns the brand.
  return checkedUuid(text) as OperatorKeyId
}

export function accountId(text: string): AccountId {
  // As above: the check earns the brand.
  return checkedUuid(text) as AccountId
}

function checkedUuid(text: string): string {
  if (!isUuid(text)) throw new TypeError(`not a UUID: ${JSON.stringify(text.slice(0, 60))}`)
  return text
}
