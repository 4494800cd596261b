import type { Context } from './context.ts'
import { EXIT_FAILURE } from './exit-codes.ts'
import { Failure, usageFailure } from './failure.ts'

/** Returns when the person typed the word; throws when not, or when nobody can be asked. */
export async function confirmByWord(
  about: string,
  word: string | undefined,
  ask: Context['ask'],
): Promise<void> {
  const wanted = word ?? 'yes'
  const answer = await ask(`${about.trimEnd()}\nType ${wanted} to go on: `)
  if (answer === undefined) throw usageFailure('nobody can be asked here: say --yes to go on')
  if (answer !== wanted) throw new Failure(EXIT_FAILURE, 'nothing was done')
}
