/** An error and what led to it, in words and on one line: no stack, for the person has no use for one. */
export function describeError(error: unknown): string {
  const parts: string[] = []
  for (let cause: unknown = error; cause !== undefined; cause = causeOf(cause)) {
    const message = messageOf(cause)
    const known = parts.some((part) => part.includes(message))
    if (message !== '' && !known) parts.push(message)
  }
  return parts.join(': ') || 'something went wrong'
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // A connection that was tried at several addresses says so only in its parts.
  if (error.message === '' && error instanceof AggregateError) {
    return [...new Set(error.errors.map(messageOf))].join('; ')
  }
  return error.message
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined
}
