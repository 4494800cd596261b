import type { FastifyReply } from 'fastify'

/** Runs `work` once, when the answer was sent or the client went away. */
export function atEnd(reply: FastifyReply, work: () => void): void {
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    work()
  }
  reply.raw.once('finish', end)
  reply.raw.once('close', end)
}
