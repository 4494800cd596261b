import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { usageFailure } from '../failure.ts'

/** The bytes of a file, or of standard input for `-`. */
export async function readBytes(path: string): Promise<Buffer> {
  if (path === '-') return buffer(process.stdin)
  try {
    return await readFile(path)
  } catch (error) {
    throw usageFailure(`cannot read ${path}`, { cause: error })
  }
}

export async function readText(path: string): Promise<string> {
  return (await readBytes(path)).toString('utf8')
}
