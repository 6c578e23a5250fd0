import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

/** Every font of the machine that has no Hangul. */
const WITHOUT_KOREAN = `<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <selectfont><rejectfont><pattern>
    <patelt name="lang"><string>ko</string></patelt>
  </pattern></rejectfont></selectfont>
</fontconfig>
`

export interface TestBrowserOptions {
  /** As on a machine where no font has Hangul. */
  withoutKoreanFont?: boolean
}

/** A Chromium with a new profile, closed after the test. */
export async function testBrowser(
  t: Cleanup,
  { withoutKoreanFont = false }: TestBrowserOptions = {},
): Promise<Browser> {
  // Imported here, since it is slow to load and few tests need it.
  const { chromium } = await import('playwright-core')
  const executablePath = await findChromium((line) => process.stderr.write(`browser: ${line}\n`))
  const env = withoutKoreanFont ? { ...process.env, FONTCONFIG_FILE: await fontconfig(t) } : process.env
  const browser = await chromium.launch({ executablePath, args: QUIET, env })
  afterTheTest(t, () => browser.close())
  return browser
}

async function fontconfig(t: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'munova-fonts-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'fonts.conf')
  await writeFile(file, WITHOUT_KOREAN)
  return file
}
