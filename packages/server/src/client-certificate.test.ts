import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alternativeNames } from './client-certificate.ts'

test('names of the kinds that credentials know are read, and others are not', () => {
  assert.deepEqual(
    alternativeNames('DNS:A.example, IP Address:127.0.0.1, URI:spiffe://b/c, email:d@example.com'),
    ['dns:a.example', 'uri:spiffe://b/c', 'email:d@example.com'],
  )
  assert.deepEqual(alternativeNames(''), [])
  assert.deepEqual(alternativeNames('Registered ID:1.2.3, DNS:a.example'), ['dns:a.example'])
})

test('a name cannot pass for two', () => {
  assert.deepEqual(alternativeNames('DNS:"a.example, DNS:b.example", DNS:c.example'), [
    'dns:c.example',
  ])
  assert.deepEqual(alternativeNames('URI:"x\\", DNS:b.example, email:c", DNS:d.example'), [
    'dns:d.example',
  ])
  assert.deepEqual(alternativeNames('othername:"DNS:b.example", DNS:d.example'), ['dns:d.example'])
})

test('what is not understood ends the reading', () => {
  assert.deepEqual(alternativeNames('DNS:a.example, "DNS:b.example'), ['dns:a.example'])
  assert.deepEqual(alternativeNames('DNS:"a.example, DNS:b.example'), [])
})
