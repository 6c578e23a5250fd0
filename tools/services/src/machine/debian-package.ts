import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { waitForLock } from './lock-file.ts'
import { run } from './run.ts'

const LOCK = '/run/munova-install.lock'
const LOCK_TIMEOUT_MS = 10 * 60_000
const POLICY = '/usr/sbin/policy-rc.d'
const SET_ASIDE = `${POLICY}.munova-saved`
/** Exit code 101 of policy-rc.d: the action is forbidden. */
const FORBIDDEN = 101
const OUR_POLICY = `#!/bin/sh\n# munova: no services while packages are installed\nexit ${FORBIDDEN}\n`

/** Folders in which packages install servers outside of PATH. */
const FOLDERS = [
  '/usr/sbin',
  '/usr/lib/rabbitmq/bin',
  '/usr/local/sbin',
  '/opt/homebrew/sbin',
  '/opt/rabbitmq/sbin',
]

/** The folders of PATH and of common packages. */
const programFolders = (): string[] => [...(process.env['PATH'] ?? '').split(delimiter), ...FOLDERS]

/** The full path of a program in the folders. */
export function findProgram(name: string, folders: readonly string[] = programFolders()): string | undefined {
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** Whether packages can be installed here: root on a system with apt. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && findProgram('apt-get') !== undefined
}

/**
 * Installs a Debian package as root, without starting its services, unless `find` finds it already. A lock makes sure that
 * concurrent calls install it once and that `find` never sees a partial installation.
 */
export async function installPackage<Found>(
  name: string,
  {
    find,
    log = () => {},
  }: { find: () => Promise<Found | undefined>; log?: ((line: string) => void) | undefined },
): Promise<Found> {
  const release = await lock()
  try {
    const present = await find()
    if (present) return present
    log(`installing the Debian package ${name} (once, about a minute)`)
    await withoutServiceStart(async () => {
      const packages = ['install', '-y', '--no-install-recommends', name]
      // The package lists may be missing (a slim image) or outdated.
      if ((await apt(packages)) === undefined) return
      const problem = (await apt(['update'])) ?? (await apt(packages))
      if (problem !== undefined) throw new Error(`${name} could not be installed:\n${problem}`)
    })
    const installed = await find()
    if (!installed) throw new Error(`${name} was installed but is not found`)
    return installed
  } finally {
    await release()
  }
}

/**
 * A program of this machine; one that is missing is installed where that is possible, else undefined. Installing comes first,
 * because it waits for a running installation: what is partially installed is found but does not start.
 */
export function providePackage<Found>(
  name: string,
  options: { find: () => Promise<Found | undefined>; log?: ((line: string) => void) | undefined },
): Promise<Found | undefined> {
  return canInstall() ? installPackage(name, options) : options.find()
}

async function lock(): Promise<() => Promise<void>> {
  const release = await waitForLock(LOCK, { everyMs: 500, timeoutMs: LOCK_TIMEOUT_MS })
  if (release) return release
  throw new Error(`another installation holds ${LOCK}`)
}

/** Runs apt-get; returns undefined on success, else the last lines of its output. */
async function apt(command: string[]): Promise<string | undefined> {
  // Waits for another running apt instead of failing.
  const { code, output } = await run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...command], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    // A process group of its own: Ctrl-C must not leave a half-configured package.
    detached: true,
  })
  return code === 0 ? undefined : output.split('\n').slice(-20).join('\n')
}

/** Prevents packages from starting services while `install` runs; restores the machine's own policy afterwards. */
async function withoutServiceStart(install: () => Promise<void>): Promise<void> {
  // Left behind by a killed run.
  if ((await readFile(POLICY, 'utf8').catch(() => '')) === OUR_POLICY) await rm(POLICY)
  if (existsSync(SET_ASIDE)) await rename(SET_ASIDE, POLICY)

  if (spawnSync(POLICY, ['any', 'start']).status === FORBIDDEN) return await install()
  const hadPolicy = existsSync(POLICY)
  if (hadPolicy) await rename(POLICY, SET_ASIDE)
  try {
    await writeFile(POLICY, OUR_POLICY)
    await chmod(POLICY, 0o755)
    await install()
  } finally {
    if (hadPolicy) await rename(SET_ASIDE, POLICY)
    else await rm(POLICY, { force: true })
  }
}
