import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '@postern/contract'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { startAdmin } from './test-admin.ts'

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, object>>
  readonly security: readonly object[]
}

interface Description {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const { app } = await startAdmin(test)
const answer = await app.inject('/openapi.json')
const description = answer.json<Description>()

const operations = new Map(
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  ),
)

function endpoints(): (readonly [string, contract.Endpoint])[] {
  return Object.entries(contract).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && 'url' in value && 'access' in value
      ? // The two members that only an endpoint has together.
        [[name, value as contract.Endpoint] as const]
      : [],
  )
}

test('every call of the contract is described under its name, and nothing that is in none', () => {
  const described = [...operations].map(([call, { operationId }]) => [operationId, call])
  const wanted = endpoints().map(([name, { method, url }]) => [
    name,
    `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`,
  ])
  const open = [
    ['isHealthy', 'GET /-/healthy'],
    ['isReady', 'GET /-/ready'],
    ['readLlmsText', 'GET /llms.txt'],
    ['readSecurityText', 'GET /.well-known/security.txt'],
  ]
  assert.deepEqual(described.toSorted(byName), [...wanted, ...open].toSorted(byName))
})

function byName([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : 1
}

test('each call is described with what it takes and every status that it may answer', () => {
  for (const [name, { method, url, schema, access }] of endpoints()) {
    const operation = operations.get(`${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
    assert.ok(operation, name)
    assert.equal(operation.summary, schema.summary, name)
    assert.deepEqual(
      Object.keys(operation.responses).toSorted(),
      Object.keys(schema.response).toSorted(),
      name,
    )
    const inPath = Array.from(url.matchAll(/:(\w+)/g), ([, part]) => part)
    const described = (operation.parameters ?? []).filter((part) => part.in === 'path')
    assert.deepEqual(new Set(described.map((part) => part.name)), new Set(inPath), name)
    assert.equal(operation.requestBody !== undefined, schema.body !== undefined, name)
    assert.equal(operation.security.length > 0, access !== 'public', name)
  }
})

test('it is OpenAPI 3.1, open to all, and its schemas are JSON Schema 2020-12', () => {
  assert.equal(answer.statusCode, 200)
  assert.match(String(answer.headers['content-type']), /^application\/json/)
  assert.equal(description.openapi, '3.1.0')
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  for (const schema of schemasIn(description)) {
    assert.ok(ajv.validateSchema(schema), JSON.stringify([schema, ajv.errors]))
  }
})

/** Everything that stands under the word schema. */
function schemasIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    name === 'schema' && typeof member === 'object' && member !== null
      ? [member]
      : schemasIn(member),
  )
}
