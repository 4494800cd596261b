import { usageFailure } from '../failure.ts'
import { readSecretFile, writeSecretFile } from '../state/secret-file.ts'
import type { IssuedSecret } from './plan.ts'

/** Adds a secret to a file of them, by tenant and name, which its owner alone may read. */
export async function writeSecrets(
  path: string,
  { tenant, name, secret }: IssuedSecret,
): Promise<void> {
  const secrets = await readSecrets(path)
  const own = secrets[tenant] ?? {}
  const all = { ...secrets, [tenant]: { ...own, [name]: secret } }
  await writeSecretFile(path, `${JSON.stringify(all, null, 2)}\n`)
}

type Secrets = Record<string, Record<string, string>>

/** Throws for a file that holds anything else, which is not ours to write over. */
export async function readSecrets(path: string): Promise<Secrets> {
  const text = await readSecretFile(path)
  if (text === undefined) return {}
  try {
    const found: unknown = JSON.parse(text)
    if (isSecrets(found)) return found
  } catch {
    // Said below.
  }
  throw usageFailure(`${path} holds something else than secrets; choose another file`)
}

function isSecrets(value: unknown): value is Secrets {
  const isRecord = (each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
  return isRecord(value) && Object.values(value ?? {}).every(isRecord)
}
