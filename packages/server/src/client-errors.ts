import { ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** Which answer a connection gets that broke before a whole request could be read from it. */
const statuses: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
}

/** Answers what is not HTTP, too slow or too long, in plain text, and closes the connection. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  const isMute = error.code === 'ECONNRESET' || !socket.writable || isShakingHands(socket)
  if (isMute || answerHasBegun(socket)) {
    socket.destroy()
    return
  }
  const status = statuses[error.code ?? ''] ?? 400
  const line = `${status} ${STATUS_CODES[status]}`
  const head = [
    `HTTP/1.1 ${line}`,
    'Content-Type: text/plain; charset=utf-8',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${line.length + 1}`,
    'Connection: close',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${line}\n`)
  socket.destroySoon()
}

/** Whether there is no TLS yet by which an answer could go. */
function isShakingHands(socket: Socket): boolean {
  return socket instanceof TLSSocket && Reflect.get(socket, 'secureConnecting') !== false
}

/** A second answer would be read as part of the first. Node looks at the same property for its own answers. */
function answerHasBegun(socket: Socket): boolean {
  const response: unknown = Reflect.get(socket, '_httpMessage')
  return response instanceof ServerResponse && response.headersSent
}
