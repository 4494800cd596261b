import { randomUUIDv7 } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { FastifyHttpOptions } from 'fastify'
import { asProblem } from './as-problem.ts'
import { answerClientError } from './client-errors.ts'
import { type Logger, RequestLog } from './logging.ts'
import { believesVetted, type ProxyTrust, vetForwarded } from './proxy-trust.ts'
import { withoutPrefix } from './route-prefix.ts'
import { type ProblemOptions, sendProblem } from './send-problem.ts'
import { type TlsServer, tlsOptions } from './tls-server.ts'

const SECOND_MS = 1_000

// A request's headers come in one or two packets; whoever needs longer holds a connection for its own sake.
const HEADERS_MS = 10 * SECOND_MS

// Enough for 4 MiB over a line of 1.2 Mbit/s.
const REQUEST_MS = 30 * SECOND_MS

// The whole request with its body, then one statement of the database that takes all the time it may (15 s).
const HANDLER_MS = REQUEST_MS + 15 * SECOND_MS

// A connection on which nothing moves. Longer than a handler may take, or it would be cut before it is answered.
const CONNECTION_MS = HANDLER_MS + 15 * SECOND_MS

// Longer than the 60 s for which common proxies keep an idle connection: they must be the ones who close it.
const KEEP_ALIVE_MS = 72 * SECOND_MS

// How often Node looks for requests past their time; its own 30 s would make 10 s mean anything up to 40.
const TIMEOUT_CHECK_MS = 2 * SECOND_MS

// Behind a balancer connections live for good; now and then one is closed, so that load spreads to new replicas.
const MAX_REQUESTS_PER_SOCKET = 100_000

// Request line and headers together. The grouping key is in the path: a value of 7,000 characters outside of ASCII,
// percent-encoded, has 63,000 bytes.
const MAX_HEADER_BYTES = 128 * 1024

// For routes that say nothing else: JSON of the admin API. Routes that take pushes set their own.
const BODY_BYTES = 64 * 1024

/** How requests reach a server. Without any of it: in plain HTTP, from clients that connect themselves. */
export interface Transport {
  readonly tls?: TlsServer | undefined
  readonly trust?: ProxyTrust | undefined
  /** What stands before every path: `/push`. */
  readonly routePrefix?: string | undefined
}

/** Every limit of an HTTP server, each set for a reason; problems answer whatever exceeds one. */
export function serverOptions(
  logger: Logger,
  problems: ProblemOptions = {},
  transport: Transport = {},
): FastifyHttpOptions<Server> {
  return {
    ...connectionOptions(transport),
    loggerInstance: logger,
    logController: new RequestLog(),
    // Never from a header: who may choose the id of a request can hide it among those of others.
    genReqId: () => randomUUIDv7(),
    requestTimeout: REQUEST_MS,
    handlerTimeout: HANDLER_MS,
    connectionTimeout: CONNECTION_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxRequestsPerSocket: MAX_REQUESTS_PER_SOCKET,
    bodyLimit: BODY_BYTES,
    // While closing, idle connections end at once and those in use after their answer.
    forceCloseConnections: 'idle',
    // What still arrives on a connection in use is answered, with Connection: close, rather than refused.
    return503OnClosing: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: {
      caseSensitive: true,
      ignoreTrailingSlash: false,
      ignoreDuplicateSlashes: false,
      // A part of the path may be as long as the path; that has its limit above.
      maxParamLength: MAX_HEADER_BYTES,
    },
    frameworkErrors: (error, request, reply) => {
      sendProblem(request, reply, asProblem(error), problems)
    },
    clientErrorHandler: answerClientError,
  }
}

function connectionOptions({ tls, trust, routePrefix }: Transport) {
  const http = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  }
  return {
    ...(tls ? { https: { ...http, ...tlsOptions(tls) } } : { http }),
    // Without proxies the address of a request is its connection's, whatever X-Forwarded-For says.
    trustProxy: trust ? believesVetted : false,
    ...((trust || routePrefix !== undefined) && {
      // Runs before anything else looks at a request.
      rewriteUrl(request: IncomingMessage): string {
        if (trust) vetForwarded(request, trust)
        const { url = '' } = request
        return routePrefix === undefined ? url : withoutPrefix(url, routePrefix)
      },
    }),
  }
}
