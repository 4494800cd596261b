/** The one place that writes to the person's terminal. */
import { pipeline } from 'node:stream/promises'
import { styleText } from 'node:util'

type Look = 'bold' | 'dim' | 'green' | 'red' | 'cyan'

export interface Output {
  /** To standard output, with a line's end. */
  print(text: string): void
  /** To standard output as it comes, no faster than that takes it. Ends early when nobody reads any more. */
  copy(pieces: AsyncIterable<Uint8Array | string>): Promise<void>
  /** To standard error, with a line's end: whatever is not the answer to what was asked. */
  complain(text: string): void
  /** The text as a terminal shows it; unchanged where there is no terminal, or NO_COLOR is set. */
  paint(look: Look, text: string): string
}

export function openOutput(): Output {
  // Nobody reads any more, as after "| head": no reason to stop serving.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return {
    print: (text) => void process.stdout.write(`${text}\n`),
    copy: (pieces) => pipeline(pieces, process.stdout, { end: false }).catch(unlessUnread),
    complain: (text) => void process.stderr.write(`${text}\n`),
    paint: (look, text) => styleText(look, text, { stream: process.stdout }),
  }
}

function unlessUnread(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

/** On the last line of standard error, in place of what stood there. */
export function showStatus(text: string): void {
  const { stderr } = process
  if (stderr.isTTY) stderr.write(`\r\u001b[K${text.slice(0, stderr.columns - 1)}`)
}
