/** A real Chromium: one that is installed, or the one that comes as an npm package for Linux. */
import { arch, platform } from 'node:os'
import type { Ending } from '@postern/testkit'
import { type Browser, chromium } from 'playwright-core'
import { findProgram } from '../../support/programs.ts'

const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

async function findChromium(): Promise<string | undefined> {
  for (const name of INSTALLED) {
    const path = await findProgram(name)
    if (path !== undefined) return path
  }
  if (platform() !== 'linux' || arch() !== 'x64') return undefined
  const { default: packed } = await import('@sparticuz/chromium')
  return packed.executablePath()
}

const path = await findChromium()

/** For the `skip` of a test: false, or why there is no browser. */
export const noBrowser: string | false =
  path === undefined && 'no Chromium on this machine (Debian: apt-get install chromium)'

// No sandbox within the sandboxes of builds; and no calls home, which a closed network refuses one by one.
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--font-render-hinting=none',
]

export async function openBrowser(t: Ending): Promise<Browser> {
  if (path === undefined) throw new Error('there is no Chromium')
  const browser = await chromium.launch({ executablePath: path, args: ARGS })
  t.after(() => browser.close())
  return browser
}
