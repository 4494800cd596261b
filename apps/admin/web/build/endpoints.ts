import * as contract from '@postern/contract'
import type { Plugin } from 'vite'

const NAME = 'virtual:endpoints'

/**
 * The contract without its schemas: of each endpoint what a caller needs, its method and address. The schemas are for
 * the server, which checks by them; here only their types matter, and TypeBox with all of them is 60 kB of script.
 */
export function endpoints(): Plugin {
  return {
    name: 'endpoints',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? writeModule() : undefined),
  }
}

function writeModule(): string {
  const calls = Object.entries(contract).flatMap(([name, value]) => {
    const found = callOf(value)
    return found ? [[name, found]] : []
  })
  return `export const endpoints = ${JSON.stringify(Object.fromEntries(calls))}`
}

function callOf(value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!('method' in value && 'url' in value && 'access' in value)) return undefined
  const { method, url, access } = value
  return { method, url, access }
}
