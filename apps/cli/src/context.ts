import type { Environment } from '@postern/server'
import type { Output } from './output.ts'

/** What every command is given. */
export interface Context {
  readonly env: Environment
  readonly out: Output
  /** Shows how far something is, in place of what it showed before; nothing where nobody watches. */
  readonly status: (text: string) => void
  /** Asks the person at the terminal; `undefined` where nobody sits. */
  readonly ask: (question: string) => Promise<string | undefined>
  /** Ends the process with that code once the command is through. */
  readonly exitWith: (code: number) => void
}
