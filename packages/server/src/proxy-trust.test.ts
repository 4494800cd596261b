import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import Fastify from 'fastify'
import { createLogger } from './logging.ts'
import { parseProxyTrust } from './proxy-trust.ts'
import { serverOptions } from './server-options.ts'

function start(t: TestContext, setting: string) {
  const trust = parseProxyTrust(setting)
  assert.ok(trust, setting)
  const app = Fastify(serverOptions(createLogger('silent'), {}, { trust }))
  t.after(() => app.close())
  app.get('/', async ({ ip, host, protocol, headers }) => ({ ip, host, protocol, headers }))
  return async (peer: string, headers: Record<string, string | string[]>) => {
    const answer = await app.inject({ url: '/', remoteAddress: peer, headers })
    // Written by the route above.
    const seen: Record<'ip' | 'host' | 'protocol', string> = answer.json()
    return seen
  }
}

const forwardedFor = (...lines: string[]) => ({
  'x-forwarded-for': lines.length === 1 ? (lines[0] ?? '') : lines,
})

test('behind one proxy the address is what that proxy saw, whatever the client claims', async (t) => {
  const see = start(t, '1')
  const cases = [
    [forwardedFor('192.0.2.7'), '192.0.2.7'],
    [forwardedFor('6.6.6.6, 192.0.2.7'), '192.0.2.7'],
    [forwardedFor('10.0.0.1,127.0.0.1,6.6.6.6,192.0.2.7'), '192.0.2.7'],
    [forwardedFor('6.6.6.6', '192.0.2.7'), '192.0.2.7'],
    [forwardedFor('6.6.6.6, 7.7.7.7', '8.8.8.8, 192.0.2.7'), '192.0.2.7'],
    [forwardedFor(`${'6.6.6.6,'.repeat(5_000)}192.0.2.7`), '192.0.2.7'],
    [{}, '10.0.0.9'],
  ] as const
  for (const [headers, ip] of cases) {
    assert.equal((await see('10.0.0.9', headers)).ip, ip, JSON.stringify(headers).slice(0, 100))
  }
})

test('with two proxies the address is the one before both', async (t) => {
  const see = start(t, '2')
  const ip = async (text: string) => (await see('10.0.0.9', forwardedFor(text))).ip
  assert.equal(await ip('6.6.6.6, 192.0.2.7, 10.0.0.8'), '192.0.2.7')
  // Past one of them: what it says itself is all that is known.
  assert.equal(await ip('192.0.2.7'), '192.0.2.7')
})

test('addresses with ports, in brackets and mapped into IPv6 are read as what they are', async (t) => {
  const see = start(t, '1')
  const cases = [
    ['192.0.2.7:51234', '192.0.2.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['[2001:db8::7]:443', '2001:db8::7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['6.6.6.6 ,\t192.0.2.7 ', '192.0.2.7'],
  ] as const
  for (const [text, ip] of cases) {
    assert.equal((await see('10.0.0.9', forwardedFor(text))).ip, ip, text)
  }
})

test('what is no address is not taken for one, and nothing left of it is', async (t) => {
  const garbage = [
    'unknown',
    '_hidden',
    '',
    ',',
    '192.0.2',
    '192.0.2.7:port',
    '[2001:db8::7',
    'fe80::1%eth0',
    '<script>',
    '256.0.0.1',
    '192.0.2.7/24',
    'localhost',
  ]
  for (const setting of ['1', '2', '10.0.0.0/8']) {
    const see = start(t, setting)
    for (const text of garbage) {
      for (const line of [text, `6.6.6.6, ${text}`]) {
        const { ip } = await see('10.0.0.9', forwardedFor(line))
        assert.equal(ip, '10.0.0.9', `${setting}: ${line}`)
      }
    }
  }
})

test('of networks, the address is the first from the right that is in none of them', async (t) => {
  const see = start(t, '10.0.0.0/8, 2001:db8:1::/48,192.0.2.1')
  const cases = [
    ['10.0.0.9', '6.6.6.6, 192.0.2.7, 10.1.1.1', '192.0.2.7'],
    ['10.0.0.9', '192.0.2.7, 192.0.2.1, 2001:db8:1::5, 10.1.1.1', '192.0.2.7'],
    ['::ffff:10.0.0.9', '192.0.2.7', '192.0.2.7'],
    ['2001:db8:1::9', '2001:db8:2::7', '2001:db8:2::7'],
    // All are proxies of ours: the outermost is where it began.
    ['10.0.0.9', '10.1.1.2, 10.1.1.1', '10.1.1.2'],
  ] as const
  for (const [peer, text, ip] of cases) {
    assert.equal((await see(peer, forwardedFor(text))).ip, ip, text)
  }
})

test('who connects from elsewhere is not believed a word', async (t) => {
  const see = start(t, '10.0.0.0/8')
  const claims = {
    'x-forwarded-for': '10.0.0.5',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
  }
  const { ip, protocol, host } = await see('192.0.2.66', { ...claims, host: 'postern.example' })
  assert.deepEqual([ip, protocol, host], ['192.0.2.66', 'http', 'postern.example'])
})

test('the name of the host is never the word of a header that proxies set', async (t) => {
  const see = start(t, '1')
  const { host } = await see('10.0.0.9', { 'x-forwarded-host': 'evil.example', host: 'a.example' })
  assert.equal(host, 'a.example')
})

test('of all texts only a number of proxies or a list of networks is a setting', () => {
  for (const text of [
    '1',
    '16',
    '10.0.0.0/8',
    '::1',
    '10.0.0.1,2001:db8::/32',
    ' 10.0.0.1 , ::1',
  ]) {
    assert.ok(parseProxyTrust(text), text)
  }
  for (const text of [
    'true',
    '0',
    '17',
    '-1',
    '',
    '1,',
    '10.0.0.0/33',
    '10.0.0.0/',
    '*',
    'loopback',
  ]) {
    assert.equal(parseProxyTrust(text), undefined, text)
  }
  assert.equal(parseProxyTrust('fe80::1%eth0'), undefined)
})
