import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claim, claimant } from './machine/claim.ts'
import { messageOf } from './machine/failure.ts'
import { stopLeftOver as stopPostgres } from './postgres/cluster.ts'
import { birthOf, sendSignal } from './machine/process.ts'
import { stopLeftOver as stopRabbit } from './rabbit/process.ts'

/** A folder for the data of one run of the tests. */
export interface Scratch {
  /** Servers that a test starts for itself have their folders here, so that none outlives the run. */
  folder: string
  postgres: string
  rabbit: string
  /** Remembers the command of the run, so that it ends with what a killed run left. */
  rememberCommand(pid: number): Promise<void>
  /** Removes the folder, with whatever servers still run in it. */
  remove(): Promise<void>
}

const PREFIX = 'munova-services-'

/** Makes the folder; first removes those whose run was killed, with the servers that it left behind. */
export async function makeScratch(log: (line: string) => void = () => {}): Promise<Scratch> {
  const base = scratchBase()
  await sweep(base, log)
  const folder = await mkdtemp(join(base, PREFIX))
  // Servers of another user must get through to their own folders.
  await chmod(folder, 0o711)
  const release = await claim(join(folder, 'run'))
  return {
    folder,
    postgres: join(folder, 'postgres'),
    rabbit: join(folder, 'rabbit'),
    rememberCommand: (pid) =>
      writeFile(join(folder, 'command'), JSON.stringify({ pid, birth: birthOf(pid) })),
    async remove() {
      await stopServersIn(folder)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
      await release()
    },
  }
}

async function sweep(base: string, log: (line: string) => void): Promise<void> {
  const names = (await readdir(base)).filter((name) => name.startsWith(PREFIX))
  for (const folder of names.map((name) => join(base, name))) {
    const found = await stat(folder).catch(() => undefined)
    if (!found?.isDirectory() || found.uid !== process.getuid?.()) continue
    if ((await claimant(join(folder, 'run'))) !== 'dead') continue
    try {
      await stopCommand(folder)
      await stopServersIn(folder)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
      log(`removed what a killed run left in ${folder}`)
    } catch (error) {
      // Another run may be sweeping the same folder; this run does not need it.
      log(`${folder} could not be removed: ${messageOf(error)}`)
    }
  }
}

/** Ends the group of the command that a killed run left. */
async function stopCommand(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'command'), 'utf8').catch(() => undefined)
  if (text === undefined) return
  const { pid, birth }: { pid: number; birth?: string } = JSON.parse(text)
  if (birth !== undefined && birthOf(pid) === birth) sendSignal(-pid, 'SIGKILL')
}

/** A folder without such a server is no error. */
async function stopServersIn(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  const homes = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name))
  await Promise.all(homes.flatMap((home) => [stopPostgres(join(home, 'data')), stopRabbit(home)]))
}

/** The folder for temporary files, or /tmp where root's own is out of reach of the servers' user. */
function scratchBase(): string {
  if (process.getuid?.() !== 0) return tmpdir()
  const nobody = { uid: 65534, gid: 65534 }
  const reach = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', tmpdir()], { cwd: '/', ...nobody })
  return reach.status === 0 ? tmpdir() : '/tmp'
}
