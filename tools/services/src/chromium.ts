import { canInstall, findProgram, installPackage } from './machine/debian-package.ts'

/** As Debian, others and Google call it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * The path of a Chromium for tests: CHROMIUM, else the machine's own, else Debian's package (as root). Where none can be
 * had the error says what to install.
 */
export async function chromium(log?: (line: string) => void): Promise<string> {
  const given = process.env['CHROMIUM']
  if (given) return given
  // First, since it waits for an installation under way: half-installed, a browser is found but does not run.
  if (canInstall()) return installPackage('chromium', { find: findChromium, log })
  const found = await findChromium()
  if (found) return found
  throw new Error('the tests need a browser: install chromium, or set CHROMIUM to the path of one')
}

function findChromium(): Promise<string | undefined> {
  return Promise.resolve(NAMES.map((name) => findProgram(name)).find((path) => path !== undefined))
}
