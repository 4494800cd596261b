/** An authority of a test's own, which certifies whatever the test needs. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Ending } from '@postern/testkit'
import { findProgram, skipWithout } from './programs.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

const program = await findProgram('openssl')

/** For the `skip` of a test. */
export const skipWithoutOpenssl = skipWithout(program, 'openssl', 'openssl')

export interface Certificate {
  readonly certFile: string
  readonly keyFile: string
  readonly cert: string
  readonly key: string
}

export interface Authority {
  readonly folder: string
  readonly caFile: string
  readonly ca: string
  /** As `subjectAltName` of OpenSSL, such as `IP:127.0.0.1` or `DNS:a.example,URI:spiffe://b`. */
  certify(name: string, alternativeNames: string): Promise<Certificate>
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc']

export async function createAuthority(t: Ending, name = 'authority'): Promise<Authority> {
  const folder = await makeTemporaryFolder(t)
  const caFile = join(folder, 'ca.pem')
  const caKeyFile = join(folder, 'ca-key.pem')
  await openssl('req', '-x509', ...NEW_KEY, '-days', '30', {
    '-keyout': caKeyFile,
    '-out': caFile,
    '-subj': `/CN=${name}`,
  })
  return {
    folder,
    caFile,
    ca: await readFile(caFile, 'utf8'),
    certify: async (subject, alternativeNames) => {
      const certFile = join(folder, `${subject}.pem`)
      const keyFile = join(folder, `${subject}-key.pem`)
      const requestFile = join(folder, `${subject}.csr`)
      const extensions = join(folder, `${subject}.ext`)
      await writeFile(extensions, `subjectAltName=${alternativeNames}\n`)
      await openssl('req', '-new', ...NEW_KEY, {
        '-keyout': keyFile,
        '-out': requestFile,
        '-subj': `/CN=${subject}`,
      })
      await openssl('x509', '-req', '-CAcreateserial', '-days', '30', {
        '-in': requestFile,
        '-out': certFile,
        '-CA': caFile,
        '-CAkey': caKeyFile,
        '-extfile': extensions,
      })
      const [cert, key] = [await readFile(certFile, 'utf8'), await readFile(keyFile, 'utf8')]
      return { certFile, keyFile, cert, key }
    },
  }
}

/** Options with values come last, as an object. */
async function openssl(...args: readonly (string | Record<string, string>)[]): Promise<void> {
  const flat = args.flatMap((arg) => (typeof arg === 'string' ? arg : Object.entries(arg).flat()))
  await promisify(execFile)(program ?? 'openssl', flat)
}
