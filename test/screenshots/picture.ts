import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

const FOLDER = fileURLToPath(new URL('../../docs/images', import.meta.url))

// Text stays sharp, and a page of it takes some dozens of kilobytes.
const QUALITY = 88

/** Writes what the window shows to `docs/images`, as WebP. */
export async function takePicture(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate('document.fonts.ready')
  // Playwright itself writes PNG and JPEG only.
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
  })
  await session.detach()
  await mkdir(FOLDER, { recursive: true })
  await writeFile(join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'))
}
