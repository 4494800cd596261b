/** Calls of the data plane, as whoever the token says. */
import type { TokenSource } from './platform-token.ts'
import { type Answer, type Patience, type Request, send } from './send.ts'

export interface GatewayRequest extends Omit<Request, 'url'> {
  /** With its query. */
  readonly path: string
}

export interface GatewayClient {
  readonly url: string
  /** The answer, whatever its status. Throws when none came. */
  request(request: GatewayRequest, patience: Patience): Promise<Answer>
}

export function gatewayClient(url: string, token: TokenSource): GatewayClient {
  let exchanged: Exchanged | undefined
  const sendAs = (source: TokenSource, { path, ...request }: GatewayRequest, patience: Patience) =>
    send(async () => {
      const authorization = `Bearer ${await source()}`
      const headers = { accept: 'application/json', ...request.headers, authorization }
      return { ...request, headers, url: `${url}${path}` }
    }, patience)
  return {
    url,
    request: async (request, patience) => {
      const current = exchanged && performance.now() < exchanged.endsAt ? exchanged : undefined
      const source = current ? async () => current.token : token
      const answer = await sendAs(source, request, patience)
      if (answer.status !== 401 || current) return answer
      // A rule may take each token of its issuer once, and only in exchange for one of ours.
      exchanged = await exchange(url, await token(), patience)
      if (!exchanged) return answer
      const { token: ours } = exchanged
      return sendAs(async () => ours, request, patience)
    },
  }
}

interface Exchanged {
  readonly token: string
  readonly endsAt: number
}

// Not used up to its very end: it has to last for the way.
const MARGIN_MS = 60_000

/** RFC 8693. `undefined` when the token is a key, or is not taken. */
async function exchange(
  url: string,
  subject: string,
  patience: Patience,
): Promise<Exchanged | undefined> {
  if (subject.split('.').length !== 3) return undefined
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    subject_token: subject,
  }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const address = `${url}/oauth2/token`
  const answer = await send(() => ({ method: 'POST', url: address, headers, body }), patience)
  if (answer.status !== 200) return undefined
  const { access_token: token, expires_in: seconds }: Record<string, unknown> = JSON.parse(
    answer.text,
  )
  if (typeof token !== 'string' || typeof seconds !== 'number') return undefined
  return { token, endsAt: performance.now() + seconds * 1_000 - MARGIN_MS }
}
