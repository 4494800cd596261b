import { BlockList, isIPv6 } from 'node:net'

/** What is no address of a host on the internet: IANA's special-purpose registries (RFC 6890), and multicast. */
const special: readonly (readonly [address: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  // Of version 6 all but global unicast (2000::/3) is special: loopback, link-local, unique local, mapped version 4.
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  // And within it what tunnels to version 4, or documents.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

// A list each: a BlockList takes an address of version 4 for its mapped one too, which is special.
const notPublic = { ipv4: new BlockList(), ipv6: new BlockList() }
for (const [address, prefix] of special) {
  const version = versionOf(address)
  notPublic[version].addSubnet(address, prefix, version)
}

/** Whether an IP address is that of a host on the internet, and not of one beside us. */
export function isPublicAddress(address: string): boolean {
  const version = versionOf(address)
  return !notPublic[version].check(address, version)
}

function versionOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}
