import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import { LogController } from 'fastify'
import pino, { type DestinationStream, type LoggerOptions } from 'pino'
import { withoutKeys } from './key-in-url.ts'

export type Logger = FastifyBaseLogger

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export type LogLevel = (typeof logLevels)[number]

// Grouping keys are in the path and may have kilobytes; a log line needs enough of it to know which.
const MAX_PATH_LENGTH = 500

/** JSON lines in UTC; no credential, cookie or query string gets into one, and nothing that a terminal acts on. */
export function loggerOptions(level: LogLevel): LoggerOptions {
  return {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['authorization', 'cookie', 'secret', 'password'].flatMap((name) => [
        name,
        `*.${name}`,
        `*.headers.${name}`,
      ]),
      censor: '[redacted]',
    },
    serializers: { req: describeRequest, res: describeReply, err: pino.stdSerializers.err },
    hooks: { streamWrite: (line) => withoutControls(withoutKeys(line)) },
  }
}

// JSON escapes those below U+0020 and lets these be: an old terminal takes some for the beginning of a command, and a
// reader may take others for the end of a line, or for text that runs the other way.
const CONTROLS = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g

/** As JSON would have it, had it thought of them. */
function withoutControls(line: string): string {
  return line.replaceAll(
    CONTROLS,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  return destination === undefined
    ? pino(loggerOptions(level))
    : pino(loggerOptions(level), destination)
}

/** One line a request, when it is over; at `debug`, since a gateway in use would write little else. */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' })
  }

  override incomingRequest(): void {
    // Said when it is over, with its outcome.
  }

  override requestCompleted(
    error: Error | null | undefined,
    req: FastifyRequest,
    res: FastifyReply,
  ): void {
    const fields = { req, res, durationMs: Math.round(res.elapsedTime) }
    if (error) res.log.info({ ...fields, err: error }, 'answer was cut off')
    else res.log.debug(fields, 'request completed')
  }
}

function describeRequest(request: FastifyRequest): Record<string, unknown> {
  const [path = ''] = request.url.split('?', 1)
  return {
    method: request.method,
    path: withoutKeys(path).slice(0, MAX_PATH_LENGTH),
    remoteAddress: request.ip,
  }
}

function describeReply(reply: { readonly statusCode: number }): Record<string, unknown> {
  return { statusCode: reply.statusCode }
}
