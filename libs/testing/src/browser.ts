import { chromium as findChromium } from '@munova/tool-services'
import type { Browser } from 'playwright-core'
import { type Cleanup, afterTheTest } from './cleanup.ts'

/** Neither a window nor a word to anybody outside. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A real Chromium with a profile of its own, closed when the test is over. */
export async function testBrowser(t: Cleanup): Promise<Browser> {
  // Here, since it takes its time and most tests have no use for it.
  const { chromium } = await import('playwright-core')
  const executablePath = await findChromium((line) => process.stderr.write(`browser: ${line}\n`))
  const browser = await chromium.launch({ executablePath, args: QUIET })
  afterTheTest(t, () => browser.close())
  return browser
}
