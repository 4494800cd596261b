/**
 * What `npm install` ends with: the pages of the web UI, built, so that `npm start` serves them. An installation for
 * production alone (`--omit=dev`) has nothing to build them with, and takes those that were built before.
 */
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

const vite = await import('vite').catch(() => undefined)
if (vite) await vite.build({ root, configLoader: 'native', logLevel: 'warn' })
