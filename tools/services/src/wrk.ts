import { findProgram, providePackage } from './machine/debian-package.ts'

/** The path of wrk, an HTTP load generator; installs the Debian package where it is missing (as root). */
export async function wrk(log?: (line: string) => void): Promise<string> {
  const found = await providePackage('wrk', { find: () => Promise.resolve(findProgram('wrk')), log })
  if (found) return found
  throw new Error('install wrk')
}
