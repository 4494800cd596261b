import { EXIT_USAGE } from './exit-codes.ts'

/** A failure that says by its exit code of which kind it is. Any other error ends with EXIT_FAILURE. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exitCode: number

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** What was typed cannot be meant. */
export function usageFailure(message: string, options?: ErrorOptions): Failure {
  return new Failure(EXIT_USAGE, message, options)
}
