/** What a person, or a script, needs to use this Postern: kept where only they may read it. */
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { readSecretFile, writeSecretFile } from '../state/secret-file.ts'

const Credentials = Type.Object({
  apiUrl: Type.String(),
  adminUrl: Type.String(),
  operatorKey: Type.String(),
  tenant: Type.String(),
  pushKey: Type.String(),
  scrapeKey: Type.String(),
})

/** The names are a promise to whoever reads the file. */
export type Credentials = Static<typeof Credentials>

export function writeCredentials(path: string, credentials: Credentials): Promise<void> {
  return writeSecretFile(path, `${JSON.stringify(credentials, null, 2)}\n`)
}

export async function readCredentials(path: string): Promise<Credentials | undefined> {
  const text = await readSecretFile(path)
  if (text === undefined) return undefined
  const advice = 'repair it, or remove it to have new keys made'
  try {
    const found: unknown = JSON.parse(text)
    if (Value.Check(Credentials, found)) return found
  } catch (error) {
    throw new Error(`${path} is not JSON; ${advice}`, { cause: error })
  }
  throw new Error(`${path} does not hold what it should; ${advice}`)
}
