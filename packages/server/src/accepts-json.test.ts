import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptsJson } from './accepts-json.ts'

const wantJson = [
  'application/json',
  'application/problem+json',
  'APPLICATION/JSON; charset=utf-8',
  'application/json, text/plain, */*',
  'text/plain;q=0.5, application/json;q=0.9',
  'application/*',
]

const wantText = [
  'text/plain',
  'text/plain, application/json;q=0.9',
  'text/*;q=0.2, application/json;q=0.1',
  'text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
  'text/plain;q=0.5, application/json;q=0',
]

const leaveItOpen = [
  undefined,
  '',
  '*/*',
  'text/html,*/*;q=0.8',
  'application/json;q=0',
  'rubbish;q',
]

test('those who ask for JSON get it, whatever the default', () => {
  for (const header of wantJson) {
    assert.equal(acceptsJson(header, false), true, header)
    assert.equal(acceptsJson(header, true), true, header)
  }
})

test('those who prefer text get it, whatever the default', () => {
  for (const header of wantText) {
    assert.equal(acceptsJson(header, false), false, header)
    assert.equal(acceptsJson(header, true), false, header)
  }
})

test('for all others the default decides', () => {
  for (const header of leaveItOpen) {
    assert.equal(acceptsJson(header, false), false, String(header))
    assert.equal(acceptsJson(header, true), true, String(header))
  }
})
