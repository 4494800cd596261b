/**
 * Whose word counts for where a request comes from: that of the proxies in front, and of nobody before them. What a
 * client writes into X-Forwarded-For itself stands left of what proxies add, and is never reached.
 */
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { plainAddress } from './addresses.ts'

/** So many proxies, one behind the other, through which every request comes; or the networks in which they are. */
export type ProxyTrust = { readonly hops: number } | { readonly networks: BlockList }

// More proxies than anybody has one behind the other; what stands further left is not even read.
const MAX_HOPS = 16

/** What a setting says: `2`, or addresses and CIDRs separated by commas. `undefined` when it says neither. */
export function parseProxyTrust(text: string): ProxyTrust | undefined {
  if (/^\d{1,2}$/.test(text)) {
    const hops = Number(text)
    return hops >= 1 && hops <= MAX_HOPS ? { hops } : undefined
  }
  const networks = new BlockList()
  for (const entry of text.split(',')) {
    const [address = '', length, ...rest] = entry.trim().split('/')
    const version = isIP(address)
    const bits = version === 4 ? 32 : 128
    if (version === 0 || address.includes('%') || rest.length > 0) return undefined
    if (length !== undefined && !(/^\d{1,3}$/.test(length) && Number(length) <= bits)) {
      return undefined
    }
    networks.addSubnet(address, Number(length ?? bits), family(address))
  }
  return { networks }
}

/**
 * Leaves in the headers only what may be believed: the client's address alone, and how it reached the outermost proxy
 * that we know. With that Fastify's `request.ip` and `request.protocol` are true, and so is whatever uses them.
 */
export function vetForwarded({ headers, socket }: IncomingMessage, trust: ProxyTrust): void {
  const { 'x-forwarded-for': claimed, 'x-forwarded-proto': protocol } = headers
  delete headers['x-forwarded-for']
  delete headers['x-forwarded-proto']
  // Which name clients use is a setting, and not theirs to say.
  delete headers['x-forwarded-host']
  const peer = plainAddress(socket.remoteAddress ?? '')
  if ('networks' in trust && !isIn(trust.networks, peer)) return
  const client = clientAddress(peer, listed(claimed), trust)
  if (client !== peer) headers['x-forwarded-for'] = client
  const [said] = lastEntries(listed(protocol), 1)
  const scheme = said?.toLowerCase()
  if (scheme === 'http' || scheme === 'https') headers['x-forwarded-proto'] = scheme
}

/** For Fastify, whose headers were vetted: the connection is a proxy's, and what the header holds is the client. */
export function believesVetted(_address: string, hop: number): boolean {
  return hop === 0
}

/** From the connection outwards, as far as those who say so are trusted and say something that is an address. */
function clientAddress(peer: string, claimed: string, trust: ProxyTrust): string {
  let client = peer
  const limit = 'hops' in trust ? trust.hops : MAX_HOPS
  for (const entry of lastEntries(claimed, limit)) {
    if ('networks' in trust && !isIn(trust.networks, client)) break
    const address = readAddress(entry)
    if (address === undefined) break
    client = address
  }
  return client
}

/** The last entry of a list first, and no more of them than asked for: who sends thousands costs nothing. */
function* lastEntries(list: string, count: number): Generator<string> {
  let end = list.length
  for (let i = 0; i < count && end > 0; i++) {
    const comma = list.lastIndexOf(',', end - 1)
    yield list.slice(comma + 1, end).trim()
    end = comma
  }
}

/** An address as proxies write it: plain, with a port, or IPv6 in brackets. */
function readAddress(entry: string): string | undefined {
  const [, bracketed] = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(entry) ?? []
  const [, beforePort] = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(entry) ?? []
  const address = bracketed ?? beforePort ?? entry
  // A zone is a name that one machine gives one of its interfaces.
  return isIP(address) === 0 || address.includes('%') ? undefined : plainAddress(address)
}

function isIn(networks: BlockList, address: string): boolean {
  return isIP(address) !== 0 && networks.check(address, family(address))
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}

/** Node joins several lines of these headers with commas; its types do not know for all of them. */
function listed(header: string | string[] | undefined): string {
  return Array.isArray(header) ? header.join(',') : (header ?? '')
}
