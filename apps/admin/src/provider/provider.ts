import { claimValues, Problem } from '@postern/domain'
import type { ProviderSettings } from '@postern/server'
import * as oidc from 'openid-client'

/** What only the browser that began a sign-in may bring back, and only in time. */
export interface Challenge {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** The person is to prove anew who they are, though the provider may remember. */
  readonly isFresh: boolean
}

/** Whom the provider vouches for. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  /** In small letters; only when the provider says that the address is theirs. */
  readonly verifiedEmail: string | undefined
  readonly email: string | undefined
  readonly name: string | undefined
  /** When the person proved to the provider who they are, if it tells. */
  readonly provedAt: Date | undefined
  /** What the claim about roles says. */
  readonly values: readonly string[]
}

// Addresses and algorithms of a provider change with its releases.
const METADATA_MS = 60 * 60_000

// Somebody waits in front of a browser.
const TIMEOUT_SECONDS = 10

// Far beyond what names and addresses have; the token as a whole is bounded by its length.
const MAX_TEXT = 320

/** Speaks OpenID Connect: authorization code with PKCE, state and nonce, and signatures checked against its keys. */
export class Provider {
  readonly settings: ProviderSettings
  readonly #redirectUri: string
  readonly #clock: () => number
  #known: { readonly config: oidc.Configuration; readonly untilMs: number } | undefined

  constructor(settings: ProviderSettings, redirectUri: string, clock: () => number) {
    this.settings = settings
    this.#redirectUri = redirectUri
    this.#clock = clock
  }

  /** Where to send the browser. Throws `provider-unavailable`. */
  async begin(isFresh: boolean): Promise<{ readonly url: URL; readonly challenge: Challenge }> {
    const challenge: Challenge = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      isFresh,
    }
    const url = oidc.buildAuthorizationUrl(await this.#configuration(), {
      redirect_uri: this.#redirectUri,
      scope: this.settings.scope,
      state: challenge.state,
      nonce: challenge.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(challenge.verifier),
      code_challenge_method: 'S256',
      // Providers know the one or the other; both say that a remembered sign-in is not enough.
      ...(isFresh && { prompt: 'login', max_age: '0' }),
    })
    return { url, challenge }
  }

  /** Whom the browser came back as. Throws `provider-refused` or `provider-unavailable`; the cause says why. */
  async end(search: string, challenge: Challenge): Promise<Identity> {
    const config = await this.#configuration()
    try {
      const tokens = await oidc.authorizationCodeGrant(
        config,
        new URL(`${this.#redirectUri}${search}`),
        {
          expectedState: challenge.state,
          expectedNonce: challenge.nonce,
          pkceCodeVerifier: challenge.verifier,
          idTokenExpected: true,
          ...(challenge.isFresh && { maxAge: 0 }),
        },
      )
      const claims = tokens.claims()
      if (!claims) throw new Error('the provider sent no ID token')
      return identityOf(this.settings, await this.#complete(config, tokens.access_token, claims))
    } catch (error) {
      throw asProviderProblem(error)
    }
  }

  /** Some providers put into the ID token only who it is, and tell the rest when asked. */
  async #complete(
    config: oidc.Configuration,
    accessToken: string,
    claims: oidc.IDToken,
  ): Promise<oidc.IDToken> {
    const { roleClaim, roles } = this.settings
    const isMissing =
      claims['email'] === undefined ||
      (roles.length > 0 && claimValues(claims, roleClaim).length === 0)
    if (!isMissing || config.serverMetadata().userinfo_endpoint === undefined) return claims
    const more = await oidc.fetchUserInfo(config, accessToken, claims.sub)
    // What was signed counts where both say something.
    return { ...more, ...claims }
  }

  async #configuration(): Promise<oidc.Configuration> {
    const nowMs = this.#clock()
    if (this.#known && nowMs < this.#known.untilMs) return this.#known.config
    try {
      const config = await discover(this.settings)
      this.#known = { config, untilMs: nowMs + METADATA_MS }
      return config
    } catch (error) {
      // An old answer is better than none.
      if (this.#known) return this.#known.config
      throw providerUnavailable(error)
    }
  }
}

async function discover(settings: ProviderSettings): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = settings
  const config = await oidc.discovery(
    new URL(issuer),
    clientId,
    undefined,
    // Settled below, once it is known what the provider takes.
    oidc.None(),
    { timeout: TIMEOUT_SECONDS, execute: execute(settings) },
  )
  const metadata = config.serverMetadata()
  const chosen = new oidc.Configuration(
    metadata,
    clientId,
    undefined,
    clientAuthentication(clientSecret, metadata.token_endpoint_auth_methods_supported),
  )
  chosen.timeout = TIMEOUT_SECONDS
  for (const enable of execute(settings)) enable(chosen)
  return chosen
}

function execute({ isInsecureAllowed }: ProviderSettings) {
  return [
    // Without it the library would trust TLS alone (OpenID Connect Core section 3.1.3.7, rule 6).
    oidc.enableNonRepudiationChecks,
    ...(isInsecureAllowed ? [oidc.allowInsecureRequests] : []),
  ]
}

/** OpenID Connect Discovery section 3: `client_secret_basic` where the provider does not say. */
function clientAuthentication(
  secret: string | undefined,
  supported: readonly string[] | undefined,
): oidc.ClientAuth {
  if (secret === undefined) return oidc.None()
  const takesBasic = supported?.includes('client_secret_basic') ?? true
  return takesBasic ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret)
}

function identityOf({ roleClaim }: ProviderSettings, claims: oidc.IDToken): Identity {
  const email = text(claims['email'])?.toLowerCase()
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email,
    // Not what only looks like it: some providers leave out who owns an address, or let people choose one.
    verifiedEmail: claims['email_verified'] === true ? email : undefined,
    name: text(claims['name']) ?? text(claims['preferred_username']),
    provedAt: claims.auth_time === undefined ? undefined : new Date(claims.auth_time * 1_000),
    values: claimValues(claims, roleClaim),
  }
}

function text(value: unknown): string | undefined {
  const isText = typeof value === 'string' && value !== '' && value.length <= MAX_TEXT
  return isText ? value : undefined
}

/** Failures of the network and of the provider itself pass; all others are somebody's mistake, or an attempt. */
function asProviderProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return isAway(error) ? providerUnavailable(error) : providerRefused(error)
}

function isAway(error: unknown): boolean {
  if (error instanceof oidc.ClientError) {
    const status = error.cause instanceof Response ? error.cause.status : 0
    return error.code === 'OAUTH_TIMEOUT' || status >= 500
  }
  // What fetch itself throws.
  return error instanceof TypeError && error.message === 'fetch failed'
}

function providerUnavailable(cause: unknown): Problem {
  return new Problem('provider-unavailable', 'the provider does not answer; try again', { cause })
}

export function providerRefused(cause: unknown): Problem {
  return new Problem(
    'provider-refused',
    'the provider vouches for nobody who may sign in here; the log of the server says why',
    { cause },
  )
}
