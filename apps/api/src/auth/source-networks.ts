import { BlockList, isIPv6 } from 'node:net'
import type { Credential } from '@postern/domain'

// A credential is read anew every second; what is built from it goes with it.
const lists = new WeakMap<readonly string[], BlockList>()

/** Whether a credential may be used from that address. */
export function isFromAllowed(
  { sourceNetworks }: Pick<Credential, 'sourceNetworks'>,
  address: string,
): boolean {
  if (sourceNetworks.length === 0) return true
  const list = lists.get(sourceNetworks) ?? toList(sourceNetworks)
  lists.set(sourceNetworks, list)
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

function toList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', length] = network.split('/')
    list.addSubnet(address, Number(length), isIPv6(address) ? 'ipv6' : 'ipv4')
  }
  return list
}
