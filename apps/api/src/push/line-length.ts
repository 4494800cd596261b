import { Problem } from '@postern/domain'

const LINE_FEED = 0x0a

/** Throws `push-malformed` with the number of the first line that has more bytes than that. */
export function refuseLongLines(body: Uint8Array, maxLineBytes: number): void {
  if (body.length <= maxLineBytes) return
  let start = 0
  for (let line = 1; start < body.length; line++) {
    const lineFeed = body.indexOf(LINE_FEED, start)
    const end = lineFeed < 0 ? body.length : lineFeed
    if (end - start > maxLineBytes) throw tooLong(line, end - start, maxLineBytes)
    start = end + 1
  }
}

function tooLong(line: number, bytes: number, allowed: number): Problem {
  const reason = `the line has ${bytes} bytes; maxLineBytes is ${allowed}`
  return new Problem('push-malformed', `text format parsing error in line ${line}: ${reason}`, {
    members: { line, reason, limit: 'maxLineBytes', allowed },
  })
}
