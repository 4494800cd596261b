/** How a database that is away shows itself; told by codes and not by classes, so that nothing of pg is needed here. */

// SQLSTATE: 08 connection exception, 53 insufficient resources, 57P operator intervention.
const CLASSES = /^(?:08...|53...|57P..)$/

const CODES = new Set([
  // The server cancelled the statement: it took too long.
  '57014',
  // Read-only: what was the primary is a standby now.
  '25006',
  // Lost every one of several races against other transactions.
  '40001',
  '40P01',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

// What pg and pg-pool say without any code.
const MESSAGES = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Query read timeout',
])

// An error may be wrapped; a cycle of causes must not hold us.
const MAX_DEPTH = 5

/** Whether an error says that the database did not answer, rather than that it was asked something wrong. */
export function isStorageAway(error: unknown): boolean {
  let link = error
  for (let depth = 0; depth < MAX_DEPTH && link instanceof Error; depth++) {
    const code = 'code' in link ? String(link.code) : ''
    if (CODES.has(code) || CLASSES.test(code) || MESSAGES.has(link.message)) return true
    link = link.cause
  }
  return false
}
