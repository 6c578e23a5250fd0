import { findProgram, providePackage } from './machine/debian-package.ts'

/** Names of the program in Debian, in other distributions, and in Google's packages. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * The path of a Chromium for tests: CHROMIUM, else an installed one, else the Debian package (as root). Throws an error with
 * instructions when none is available.
 */
export async function chromium(log?: (line: string) => void): Promise<string> {
  const given = process.env['CHROMIUM']
  if (given) return given
  const found = await providePackage('chromium', { find: findChromium, log })
  if (found) return found
  throw new Error('the tests need a browser: install chromium, or set CHROMIUM to the path of one')
}

function findChromium(): Promise<string | undefined> {
  return Promise.resolve(NAMES.map((name) => findProgram(name)).find((path) => path !== undefined))
}
