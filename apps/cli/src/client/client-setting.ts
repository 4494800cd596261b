import { readFileSync } from 'node:fs'
import type { clientSettings, Environment } from '@postern/server'
import { usageFailure } from '../failure.ts'

export type ClientSetting = keyof typeof clientSettings

/** A variable of the environment or, as NAME_FILE, what the file holds that it names. Empty counts as not given. */
export function clientSetting(env: Environment, name: ClientSetting): string | undefined {
  const inline = env[name] || undefined
  const path = env[`${name}_FILE`] || undefined
  if (path === undefined) return inline
  if (inline !== undefined) throw usageFailure(`${name} is given twice, also as ${name}_FILE`)
  try {
    return readFileSync(path, 'utf8').trim() || undefined
  } catch (error) {
    throw usageFailure(`cannot read ${path}, which ${name}_FILE names`, { cause: error })
  }
}

/** The address of a server, as it is put in front of a path. Throws for what is none. */
export function serverUrl(text: string, name: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw usageFailure(`${name} is no address such as https://push.example.com: ${text}`)
  }
  if (url.username || url.password) {
    throw usageFailure(`${name} holds a password; a key goes into a variable or a file of its own`)
  }
  return url.href.replace(/\/+$/, '')
}
