/** Addresses of clients, as limits and records want them. */
import { isIPv4, isIPv6 } from 'node:net'

/** An IPv4 address as such, also where the socket shows it mapped into IPv6; anything else as it is. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped?.[1] ?? address
}

/** Whom to count as one: an IPv4 address, or the /64 of an IPv6 one, which is what one client has to choose from. */
export function clientNetwork(address: string): string {
  const plain = plainAddress(address)
  return isIPv6(plain) ? `${leadingGroups(plain, 4)}::/64` : plain
}

/** Enough of an address to know the place again and not the person: /24 of IPv4, /48 of IPv6. */
export function addressPrefix(address: string): string {
  const plain = plainAddress(address)
  if (isIPv4(plain)) return `${plain.slice(0, plain.lastIndexOf('.'))}.0/24`
  return isIPv6(plain) ? `${leadingGroups(plain, 3)}::/48` : plain
}

/** The first groups of an IPv6 address written out, without leading zeros. */
function leadingGroups(address: string, count: number): string {
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  // An IPv4 address at the end stands for two groups.
  const width = before.length + after.length + (address.includes('.') ? 1 : 0)
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - width }, () => '0')
  const groups = [...before, ...zeros, ...after]
  return groups
    .slice(0, count)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
