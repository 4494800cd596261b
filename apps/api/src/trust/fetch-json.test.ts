import assert from 'node:assert/strict'
import test from 'node:test'
import { openIssuer } from '../testing/test-issuer.ts'
import { fetchJson } from './fetch-json.ts'
import { isPublicAddress } from './public-address.ts'

test('addresses of hosts on the internet are public, and no others', () => {
  for (const address of ['8.8.8.8', '93.184.216.34', '172.15.0.1', '2606:4700::1111']) {
    assert.equal(isPublicAddress(address), true, address)
  }
  const special = [
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
  ]
  for (const address of special) assert.equal(isPublicAddress(address), false, address)
})

test('nothing is fetched without TLS, or from an address near us, that was not allowed', async (t) => {
  const issuer = await openIssuer(t)
  const refused = [
    `${issuer.url}/keys`,
    'https://127.0.0.1/keys',
    'https://2130706433/keys',
    'https://0x7f.1/keys',
    'https://[::1]/keys',
    'https://[::ffff:127.0.0.1]/keys',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/keys',
    'file:///etc/passwd',
  ]
  for (const url of refused) {
    await assert.rejects(
      fetchJson(new URL(url), ['127.0.0.1:1', 'issuer.example']),
      /is not https|not public/,
      url,
    )
  }
  assert.equal(issuer.asked(), 0)
  for (const allowed of [issuer.host, '127.0.0.1']) {
    await fetchJson(new URL(`${issuer.url}/keys`), [allowed])
  }
  assert.equal(issuer.asked(), 2)
})

test('redirects are not followed, and long answers not read', async (t) => {
  const issuer = await openIssuer(t)
  const url = new URL(`${issuer.url}/keys`)
  issuer.behave.how = 'redirecting'
  await assert.rejects(fetchJson(url, [issuer.host]), /answered 302/)
  issuer.behave.how = 'endless'
  await assert.rejects(fetchJson(url, [issuer.host]), /longer than 1048576 bytes/)
})
