/** The certificate of a server, in files that somebody else renews. */
import { hash, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext, type SecureContextOptions } from 'node:tls'

export interface TlsFiles {
  /** PEM: the certificate, and behind it those that lead from it to an authority. */
  readonly certFile: string
  /** PEM, without a passphrase. */
  readonly keyFile: string
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
  readonly clients: ClientCertificates | undefined
}

/** How clients prove by a certificate who they are. */
export interface ClientCertificates {
  /** PEM: the authorities whose certificates are believed. */
  readonly caFile: string
  /** Whether who shows none may go on, and prove by a key alone who they are. */
  readonly mode: 'request' | 'require'
}

/** What the files held at one moment, found to fit together. */
export interface TlsMaterial {
  readonly context: SecureContextOptions
  readonly validTo: Date
  /** The same for the same content, and for no other. */
  readonly digest: string
}

/** Reads the files. Throws when they cannot be read, hold something else, or do not belong together. */
export async function readTlsFiles(files: TlsFiles): Promise<TlsMaterial> {
  const { certFile, clients, keyFile, minVersion } = files
  const cert = await read(certFile)
  const key = await read(keyFile)
  const ca = clients && (await read(clients.caFile))
  const [own] = certificatesIn(cert, certFile)
  if (clients && ca !== undefined) certificatesIn(ca, clients.caFile)
  const context = { cert, key, minVersion, ...(ca !== undefined && { ca }) }
  try {
    createSecureContext(context)
  } catch (error) {
    // The words are OpenSSL's, and say nothing of the key's content.
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${keyFile} is no private key that belongs to ${certFile}: ${reason}`, {
      cause: error,
    })
  }
  return {
    context,
    validTo: new Date(own.validTo),
    digest: hash('sha256', [cert, key, ca].join('\0')),
  }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new Error(`cannot read ${path}${reason}`, { cause: error })
  }
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

function certificatesIn(pem: string, path: string): [X509Certificate, ...X509Certificate[]] {
  try {
    const [first, ...others] = (pem.match(PEM) ?? []).map((each) => new X509Certificate(each))
    if (first) return [first, ...others]
  } catch (error) {
    throw new Error(`${path} holds a certificate that cannot be read`, { cause: error })
  }
  throw new Error(`${path} holds no certificate in PEM`)
}
