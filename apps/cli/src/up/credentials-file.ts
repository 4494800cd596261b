/** What a person, or a script, needs to use this Postern: kept where only they may read it. */
import { readSecretFile, writeSecretFile } from '../state/secret-file.ts'

const names = ['apiUrl', 'adminUrl', 'operatorKey', 'tenant', 'pushKey', 'scrapeKey'] as const

/** The names are a promise to whoever reads the file. */
export type Credentials = Readonly<Record<(typeof names)[number], string>>

export function writeCredentials(path: string, credentials: Credentials): Promise<void> {
  return writeSecretFile(path, `${JSON.stringify(credentials, null, 2)}\n`)
}

export async function readCredentials(path: string): Promise<Credentials | undefined> {
  const text = await readSecretFile(path)
  if (text === undefined) return undefined
  const advice = 'repair it, or remove it to have new keys made'
  try {
    const found: unknown = JSON.parse(text)
    if (isCredentials(found)) return found
  } catch (error) {
    throw new Error(`${path} is not JSON; ${advice}`, { cause: error })
  }
  throw new Error(`${path} does not hold what it should; ${advice}`)
}

// By hand: `postern run` reads the file too, and a schema would take longer to load than most jobs take to start.
function isCredentials(value: unknown): value is Credentials {
  if (typeof value !== 'object' || value === null) return false
  return names.every((name) => typeof Reflect.get(value, name) === 'string')
}
