/** Some calls want to know afresh who one is. The dialog for it registers here, so that any call may ask for it. */

type Ask = () => Promise<void>

let ask: Ask | undefined

export function answerFreshSignIn(by: Ask): () => void {
  ask = by
  return () => {
    if (ask === by) ask = undefined
  }
}

/** The person changed their mind. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** Resolves when it is confirmed; rejects with `Cancelled` when the person would rather not. */
export async function confirmWhoOneIs(): Promise<void> {
  if (!ask) throw new Cancelled('nobody can be asked')
  await ask()
}
