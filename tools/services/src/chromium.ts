import { existsSync } from 'node:fs'
import { canInstall, findProgram, installPackage, providePackage } from './machine/debian-package.ts'

/** Names of the program in Debian, in other distributions, and in Google's packages. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** Where Debian and others have Korean fonts. */
const FONTS = ['/usr/share/fonts/truetype/nanum', '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc']

type Say = (line: string) => void

/**
 * The path of a Chromium for tests: CHROMIUM, else an installed one, else the Debian package (as root). It gets a Korean font too, as
 * the machines of visitors have one: the storefront's own arrives after the page, when lines break anew and a click may miss. Throws
 * an error with instructions when there is no browser.
 */
export async function chromium(log?: Say): Promise<string> {
  const path = process.env['CHROMIUM'] ?? (await providePackage('chromium', { find: findChromium, log }))
  if (!path) throw new Error('the tests need a browser: install chromium, or set CHROMIUM to the path of one')
  if (canInstall()) await installPackage('fonts-nanum', { find: findFont, log })
  return path
}

const findChromium = async () => NAMES.map((name) => findProgram(name)).find((path) => path !== undefined)

const findFont = async () => FONTS.find((path) => existsSync(path))
