import { Problem } from '@postern/domain'
import type { FastifySchemaValidationError } from 'fastify'

interface ValidationError extends Error {
  readonly validation: readonly FastifySchemaValidationError[]
  readonly validationContext?: string
}

/** One thing that is wrong: in which part of the request, where in it (RFC 6901), and what. */
interface Fault {
  readonly in: string
  readonly pointer: string
  readonly detail: string
}

// Enough to mend a form at once; a body made to be wrong in thousands of places is not answered at length.
const MAX_FAULTS = 20

export function isValidationError(error: unknown): error is ValidationError {
  return error instanceof Error && 'validation' in error && Array.isArray(error.validation)
}

/** A request that does not match its schema: its faults in the `errors` member, and in the detail too. */
export function validationProblem(error: ValidationError): Problem {
  const part = error.validationContext ?? 'request'
  const errors = error.validation.slice(0, MAX_FAULTS).map((fault) => toFault(part, fault))
  const detail = errors.map(sentence).join('; ')
  return new Problem('request-invalid', detail, { cause: error, members: { errors } })
}

function toFault(part: string, fault: FastifySchemaValidationError): Fault {
  const { instancePath, params, message = 'is not valid' } = fault
  const at = (name: unknown) => `${instancePath}/${escapePointer(String(name))}`
  switch (fault.keyword) {
    case 'required':
      return { in: part, pointer: at(params['missingProperty']), detail: 'is missing' }
    case 'additionalProperties':
      return { in: part, pointer: at(params['additionalProperty']), detail: 'is not known here' }
    case 'enum':
      return { in: part, pointer: instancePath, detail: `must be one of ${allowed(params)}` }
    case 'pattern':
      return { in: part, pointer: instancePath, detail: described(fault, message) }
    default:
      return { in: part, pointer: instancePath, detail: message.replace('NOT', 'not') }
  }
}

function allowed(params: Readonly<Record<string, unknown>>): string {
  const values = params['allowedValues']
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : ''
}

/** A schema's own words, where it has any, say more than its regular expression. */
function described(fault: FastifySchemaValidationError, otherwise: string): string {
  const schema: unknown = Reflect.get(fault, 'parentSchema')
  const words = typeof schema === 'object' && schema !== null && Reflect.get(schema, 'description')
  return typeof words === 'string' ? `must be ${words}` : otherwise
}

function sentence(fault: Fault): string {
  const place = fault.pointer === '' ? `the ${fault.in}` : `${fault.in} ${fault.pointer}`
  return `${place} ${fault.detail}`
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
