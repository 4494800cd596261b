import assert from 'node:assert/strict'
import test from 'node:test'
import { describeListenError, urlOf } from './listener.ts'

test('an address to listen on becomes one to connect to', () => {
  assert.equal(urlOf({ host: '127.0.0.1', port: 9091 }), 'http://127.0.0.1:9091')
  assert.equal(urlOf({ host: '0.0.0.0', port: 9091 }), 'http://127.0.0.1:9091')
  assert.equal(urlOf({ host: '::', port: 9091 }), 'http://[::1]:9091')
  assert.equal(urlOf({ host: '::1', port: 9091 }), 'http://[::1]:9091')
  assert.equal(urlOf({ host: '::1', port: 9091, isTls: true }), 'https://[::1]:9091')
  assert.equal(urlOf({ host: 'gateway.test', port: 80 }), 'http://gateway.test:80')
})

test('a failure to listen names the setting that helps', () => {
  const listener = { host: '10.1.1.1', port: 80, setting: 'POSTERN_API_PORT' } as const
  const told = (code: string) =>
    describeListenError(Object.assign(new Error('listen'), { code }), listener).message
  assert.match(told('EADDRINUSE'), /port 80 of 10\.1\.1\.1 is taken.*POSTERN_API_PORT/)
  assert.match(told('EACCES'), /rights.*POSTERN_API_PORT/)
  assert.match(told('EADDRNOTAVAIL'), /10\.1\.1\.1 is no address of this machine.*POSTERN_HOST/)
  assert.match(told('EWHATEVER'), /cannot listen on port 80/)
})
