/** Fetches what an outside issuer publishes, from where a tenant's rule says: so from nowhere near us, and not much. */
import { lookup as resolve } from 'node:dns'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './public-address.ts'

// An issuer's documents have some kilobytes, and come from a cache near by.
const MAX_BYTES = 1024 * 1024
const TIMEOUT_MS = 5_000

/**
 * The JSON at a URL. Only by https and from public addresses, checked on the very addresses that are connected to,
 * unless `allowedHosts` has the host, with its port or without. Redirects are not followed. Throws an Error that says
 * why, not meant for clients.
 */
export async function fetchJson(url: URL, allowedHosts: readonly string[]): Promise<unknown> {
  const allowed = [url.hostname, url.host].some((host) => allowedHosts.includes(host))
  if (!allowed) refuseUnsafe(url)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const response = await get(url, { signal, ...(!allowed && { lookup: lookupPublic }) })
  if (response.statusCode !== 200) {
    response.destroy()
    throw new Error(`${url.href} answered ${response.statusCode}`)
  }
  return JSON.parse(await readBody(response, url))
}

function refuseUnsafe(url: URL): void {
  if (url.protocol !== 'https:') throw new Error(`${url.href} is not https`)
  // A literal address is connected to without a look-up.
  const address = url.hostname.replaceAll(/[[\]]/g, '')
  if (isIP(address) !== 0 && !isPublicAddress(address)) {
    throw new Error(`${url.href} is at an address that is not public`)
  }
}

const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, [])
    const [first] = addresses
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(new Error(`${hostname} has an address that is not public`), [])
    }
    return options.all ? callback(null, addresses) : callback(null, first.address, first.family)
  })
}

function get(url: URL, options: RequestOptions): Promise<IncomingMessage> {
  const headers = { accept: 'application/json', 'user-agent': 'postern' }
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((answer, fail) => {
    // A connection of its own: one that is kept would not be looked up again.
    send(url, { ...options, headers, agent: false }, answer)
      .on('error', fail)
      .end()
  })
}

async function readBody(response: IncomingMessage, url: URL): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    // Without an encoding set, a response yields buffers.
    const bytes = chunk as Buffer
    length += bytes.length
    if (length > MAX_BYTES) throw new Error(`${url.href} is longer than ${MAX_BYTES} bytes`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
