const LINE_FEED = 0x0a

/** Sample lines in text format, each with that time behind its value. A line feed within a label's value is escaped. */
export function stampLines(lines: Uint8Array, timestampMs: number): Uint8Array {
  const stamp = Buffer.from(` ${timestampMs}`, 'latin1')
  const stamped = new Uint8Array(lines.length + countLines(lines) * stamp.length)
  let at = 0
  let start = 0
  for (let end = lines.indexOf(LINE_FEED); end >= 0; end = lines.indexOf(LINE_FEED, start)) {
    stamped.set(lines.subarray(start, end), at)
    at += end - start
    stamped.set(stamp, at)
    at += stamp.length
    stamped[at++] = LINE_FEED
    start = end + 1
  }
  return stamped
}

function countLines(lines: Uint8Array): number {
  let count = 0
  for (let at = lines.indexOf(LINE_FEED); at >= 0; at = lines.indexOf(LINE_FEED, at + 1)) count++
  return count
}
