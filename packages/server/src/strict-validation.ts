import { Ajv } from 'ajv'
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'
import fp from 'fastify-plugin'

// All faults at once: a body of some kilobytes cannot hold faults without number. Each with its schema, for its words.
const options = { allErrors: true, verbose: true, strict: false, useDefaults: false } as const

const asGiven = new Ajv({ ...options, coerceTypes: false })

// What comes in an address is text, so a number must be read from it, and one value where several may be given is a
// list of one; `limit=abc` stays a text and is refused.
const fromText = new Ajv({ ...options, coerceTypes: 'array' })

const compile: FastifySchemaCompiler<object> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? asGiven : fromText).compile(schema)

/**
 * Requests are what their schema says, or refused. Fastify's own settings would drop unknown members in silence and
 * read the number 5 as the text "5".
 */
export const strictValidation = fp(
  async (app: FastifyInstance) => {
    app.setValidatorCompiler(compile)
  },
  { name: 'strict-validation' },
)
