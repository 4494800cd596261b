/** The public keys of outside issuers, as this replica knows them. */
import { Problem } from '@postern/domain'
import { isRecord, type Logger, readJwks, type VerificationKey } from '@postern/server'
import { BoundedMap } from './bounded-map.ts'
import { fetchJson } from './fetch-json.ts'

const MINUTE_MS = 60 * 1_000

// Issuers publish a new key long before they sign with it.
const MAX_AGE_MS = 5 * MINUTE_MS

// A token may name a key that is new, and a stranger any key: so often may the one make us look.
const LOOK_AGAIN_MS = 30 * 1_000

// An issuer that is down is asked no more often than this, whoever wants to know.
const RETRY_MS = 10 * 1_000

// The last good keys are better than none while an issuer is down, but not for good: one may have been withdrawn.
const MAX_STALE_MS = 24 * 60 * MINUTE_MS

// Each has up to 50 keys of a kilobyte.
const MAX_ISSUERS = 500

interface Entry {
  keys: readonly VerificationKey[]
  fetchedMs: number
  triedMs: number
  fetching: Promise<void> | undefined
}

export interface IssuerKeysDeps {
  readonly clock: () => number
  readonly logger: Logger
  readonly allowedHosts: readonly string[]
}

export class IssuerKeys {
  readonly #deps: IssuerKeysDeps
  readonly #issuers = new BoundedMap<string, Entry>(MAX_ISSUERS)

  constructor(deps: IssuerKeysDeps) {
    this.#deps = deps
  }

  /** All keys of an issuer, that one among them if it publishes it. Throws `issuer-unavailable`. */
  async find(issuer: string, kid: string | undefined): Promise<readonly VerificationKey[]> {
    const entry = this.#issuers.use(issuer, () => ({
      keys: [],
      fetchedMs: Number.NEGATIVE_INFINITY,
      triedMs: Number.NEGATIVE_INFINITY,
      fetching: undefined,
    }))
    if (this.#isDue(entry, kid)) await this.#fetch(issuer, entry)
    else await entry.fetching
    if (this.#since(entry.fetchedMs) < MAX_STALE_MS) return entry.keys
    throw new Problem('issuer-unavailable', 'the keys of the issuer cannot be fetched; try again')
  }

  #isDue(entry: Entry, kid: string | undefined): boolean {
    const isKnown = kid === undefined || entry.keys.some((key) => key.kid === kid)
    const isFresh = this.#since(entry.fetchedMs) < MAX_AGE_MS
    if (isFresh && isKnown) return false
    return this.#since(entry.triedMs) >= (isFresh ? LOOK_AGAIN_MS : RETRY_MS)
  }

  #since(momentMs: number): number {
    return this.#deps.clock() - momentMs
  }

  #fetch(issuer: string, entry: Entry): Promise<void> {
    entry.fetching ??= this.#replace(issuer, entry).finally(() => {
      entry.fetching = undefined
    })
    return entry.fetching
  }

  /** Keeps what was known when the issuer does not answer as it should. */
  async #replace(issuer: string, entry: Entry): Promise<void> {
    const now = this.#deps.clock()
    entry.triedMs = now
    try {
      entry.keys = await fetchKeys(issuer, this.#deps.allowedHosts)
      entry.fetchedMs = now
    } catch (error) {
      this.#deps.logger.warn({ err: error, issuer }, 'keys of an issuer were not fetched')
    }
  }
}

/** OpenID Connect Discovery 1.0 sections 4 and 3: where the keys are, says a document of the issuer itself. */
async function fetchKeys(
  issuer: string,
  allowedHosts: readonly string[],
): Promise<readonly VerificationKey[]> {
  const discovery = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const document = await fetchJson(discovery, allowedHosts)
  if (!isRecord(document) || document['issuer'] !== issuer) {
    throw new Error(`${discovery.href} is not about the issuer ${issuer}`)
  }
  const keys = readJwks(await fetchJson(new URL(String(document['jwks_uri'])), allowedHosts))
  if (keys.length === 0) throw new Error(`${issuer} publishes no key that could be used`)
  return keys
}
