/** Our own TLS: what the server is told at the start, and the files looked at again while it runs. */
import { Server, type ServerOptions } from 'node:https'
import type { FastifyInstance } from 'fastify'
import { SettingsError } from './load-settings.ts'
import { readTlsFiles, type TlsFiles, type TlsMaterial } from './tls-files.ts'

// Whoever renews a certificate does so days before it ends; a few small files read now and then cost nothing. Watching
// them would miss what Kubernetes and others do with links.
const LOOK_AGAIN_MS = 10_000

// Whoever connects and says nothing holds no more than a connection, and not for long.
const HANDSHAKE_MS = 10_000

export interface TlsServer {
  readonly files: TlsFiles
  readonly material: TlsMaterial
}

/** Throws a `SettingsError` when the files are not what they should be: a server without its TLS does not start. */
export async function openTls(files: TlsFiles): Promise<TlsServer> {
  try {
    return { files, material: await readTlsFiles(files) }
  } catch (error) {
    throw new SettingsError([messageOf(error)])
  }
}

export function tlsOptions({ files, material }: TlsServer): ServerOptions {
  return {
    ...material.context,
    handshakeTimeout: HANDSHAKE_MS,
    requestCert: files.clients !== undefined,
    rejectUnauthorized: files.clients?.mode === 'require',
  }
}

/** Puts renewed files to use. */
export interface TlsRenewal {
  /** Looks at once, and not only every few seconds. */
  look(): Promise<void>
}

/**
 * Looks at the files now and then. New ones hold for the connections that come; those that are open go on as they are.
 * While the files do not fit together, as between the writing of the one and the other, the last good ones stay.
 * `onUse` hears until when the certificate is valid that is in use.
 */
export function keepTlsFresh(
  app: FastifyInstance,
  tls: TlsServer,
  onUse: (validTo: Date) => void = () => undefined,
): TlsRenewal {
  const renewal = new Renewal(app, tls, onUse)
  onUse(tls.material.validTo)
  const timer = setInterval(() => void renewal.look(), LOOK_AGAIN_MS)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
  return renewal
}

class Renewal implements TlsRenewal {
  readonly #app: FastifyInstance
  readonly #files: TlsFiles
  readonly #onUse: (validTo: Date) => void
  #digest: string
  #complaint: string | undefined

  constructor(
    app: FastifyInstance,
    { files, material }: TlsServer,
    onUse: (validTo: Date) => void,
  ) {
    this.#app = app
    this.#onUse = onUse
    this.#files = files
    this.#digest = material.digest
  }

  async look(): Promise<void> {
    const { log, server } = this.#app
    try {
      const material = await readTlsFiles(this.#files)
      this.#complaint = undefined
      if (material.digest === this.#digest || !(server instanceof Server)) return
      server.setSecureContext(material.context)
      this.#digest = material.digest
      this.#onUse(material.validTo)
      log.info({ validTo: material.validTo }, 'the TLS certificate was renewed')
    } catch (error) {
      this.#complain(messageOf(error))
    }
  }

  /** Once for each reason, and not every few seconds. */
  #complain(reason: string): void {
    if (reason === this.#complaint) return
    this.#complaint = reason
    this.#app.log.error({ reason }, 'the TLS files are of no use; going on with the former ones')
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
