/** The web UI: files that were built once, kept in memory, on the same origin as the API that they call. */
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

/** The built web UI. */
export interface WebPages {
  /** Every file but the page by its path, such as `/assets/index-3fa9.js`. */
  readonly files: ReadonlyMap<string, WebFile>
  /** The one page, which shows what its address says. */
  readonly page: string
}

interface WebFile {
  readonly type: string
  readonly plain: Buffer
  readonly packed: Map<Packing, Promise<Buffer>>
}

type Packing = 'br' | 'gzip'

const BUILT = fileURLToPath(new URL('../web/dist', import.meta.url))

const PAGE = '/index.html'

/** Reads what `npm run build` made; `undefined` when it did not. */
export async function readWebPages(folder: string = BUILT): Promise<WebPages | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const files = new Map(
    await Promise.all(
      paths.map(
        async (path): Promise<[string, WebFile]> => [
          path.slice(folder.length).replaceAll(sep, '/'),
          { type: typeOf(path), plain: await readFile(path), packed: new Map() },
        ],
      ),
    ),
  )
  const page = files.get(PAGE)
  files.delete(PAGE)
  return page && { files, page: page.plain.toString() }
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

function typeOf(path: string): string {
  return types[extname(path)] ?? 'application/octet-stream'
}

// Their names hold a hash of what is in them.
const FOR_GOOD = 'public, max-age=31536000, immutable'

/**
 * Answers what no route does: files by their path, and the page for every address that could be one of the web UI's. It
 * is no route itself, so it cannot stand before one; register it before `problemResponses`.
 */
export const serveWeb = fp<{ readonly pages: WebPages }>(
  async (app, { pages }) => {
    app.addHook('onRequest', async (request, reply) => {
      if (!request.is404 || (request.method !== 'GET' && request.method !== 'HEAD')) return
      const [path = ''] = request.url.split('?')
      const file = pages.files.get(path)
      if (file) return sendFile(request, reply, file)
      if (isPage(path)) return sendPage(reply, pages.page)
    })
  },
  { name: 'serve-web' },
)

/** What the API and probes have for themselves is never a page, and no page has a dot in its address. */
function isPage(path: string): boolean {
  return !/^\/(?:api|-|assets)(?:\/|$)/.test(path) && !path.includes('.')
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: WebFile,
): Promise<FastifyReply> {
  const packing = chooseCoding(request.headers['accept-encoding'], file.type)
  if (packing) reply.header('content-encoding', packing)
  return reply
    .header('cache-control', FOR_GOOD)
    .header('vary', 'accept-encoding')
    .type(file.type)
    .send(packing ? await packed(file, packing) : file.plain)
}

/** A font is packed already. */
function chooseCoding(accepted = '', type: string): Packing | undefined {
  if (type.startsWith('font/')) return undefined
  return (['br', 'gzip'] as const).find((packing) => accepted.includes(packing))
}

// The first who asks waits some milliseconds; nobody waits for the last percent.
const BROTLI_QUALITY = 6

function packed({ plain, packed: done }: WebFile, packing: Packing): Promise<Buffer> {
  const found = done.get(packing)
  if (found) return found
  const made =
    packing === 'gzip'
      ? promisify(gzip)(plain)
      : promisify(brotliCompress)(plain, {
          params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY },
        })
  done.set(packing, made)
  return made
}

const NONCE_BYTES = 16

/** A new nonce with every answer, for the styles that the page makes itself. No script is let in but its own files. */
function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url')
  return reply
    .header('content-security-policy', policy(nonce))
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(page.replaceAll('CSP_NONCE', nonce))
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
