import { chromium as findChromium } from '@munova/tool-services'
import type { Browser } from 'playwright-core'
import { type Cleanup, afterTheTest } from './cleanup.ts'

/** No window, and no network traffic of its own. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A Chromium with a new profile, closed after the test. */
export async function testBrowser(t: Cleanup): Promise<Browser> {
  // Imported here, since it is slow to load and few tests need it.
  const { chromium } = await import('playwright-core')
  const executablePath = await findChromium((line) => process.stderr.write(`browser: ${line}\n`))
  const browser = await chromium.launch({ executablePath, args: QUIET })
  afterTheTest(t, () => browser.close())
  return browser
}
