import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressPrefix, clientNetwork, plainAddress } from './addresses.ts'

test('an address mapped into IPv6 is the IPv4 address', () => {
  assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1')
  assert.equal(plainAddress('::1'), '::1')
})

test('clients are told apart by IPv4 address, and by the /64 of an IPv6 one', () => {
  const networks = [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ] as const
  for (const [address, network] of networks) assert.equal(clientNetwork(address), network, address)
})

test('what is recorded of an address is its beginning', () => {
  assert.equal(addressPrefix('192.0.2.77'), '192.0.2.0/24')
  assert.equal(addressPrefix('2001:db8:1:2::9'), '2001:db8:1::/48')
})
