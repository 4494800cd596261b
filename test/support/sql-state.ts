import assert from 'node:assert/strict'

const REFUSED = '42501'

/** How the database calls an error; one that it refused for want of rights or for a policy in words. */
export function sqlState(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return code === REFUSED ? 'insufficient privilege' : code
}

/** That the database does not allow it: no right, no policy, not the owner. `what` is for the message. */
export async function assertRefused(statement: Promise<unknown>, what = ''): Promise<void> {
  const outcome = await statement.then(
    () => 'it was carried out',
    (error: unknown) => sqlState(error),
  )
  assert.equal(outcome, 'insufficient privilege', `${what}: ${outcome}`)
}
