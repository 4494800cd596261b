import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import { LogController } from 'fastify'
import pino, { type DestinationStream, type LoggerOptions } from 'pino'
import { withoutKeys } from './key-in-url.ts'

export type Logger = FastifyBaseLogger

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export type LogLevel = (typeof logLevels)[number]

// Grouping keys are in the path and may have kilobytes; a log line needs enough of it to know which.
const MAX_PATH_LENGTH = 500

/** JSON lines in UTC; no credential, cookie or query string gets into one. */
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
  }
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
