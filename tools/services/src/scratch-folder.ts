import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acquireLock, lockState } from './machine/lock-file.ts'
import { messageOf } from './machine/failure.ts'
import { stopLeftover as stopPostgres } from './postgres/cluster.ts'
import { startTimeOf, sendSignal } from './machine/process.ts'
import { stopLeftover as stopRabbit } from './rabbit/process.ts'

/** A temporary folder for the data of one test run. */
export interface Scratch {
  /** Also the parent of the folders of servers that tests start, so that none outlives the run. */
  folder: string
  postgres: string
  rabbit: string
  /** Compiled modules. */
  compiled: string
  /** Records the command of the run, so that it is stopped if this run is killed. */
  recordCommand(pid: number): Promise<void>
  /** Stops servers that still run in the folder, and removes it. */
  remove(): Promise<void>
}

const PREFIX = 'munova-services-'

/** Creates the folder; first removes folders and servers that killed runs have left behind. */
export async function createScratch(log: (line: string) => void = () => {}): Promise<Scratch> {
  const base = scratchBase()
  await sweep(base, log)
  const folder = await mkdtemp(join(base, PREFIX))
  // Servers that run as another user need access to their own folders in it.
  await chmod(folder, 0o711)
  const release = await acquireLock(join(folder, 'run'))
  return {
    folder,
    postgres: join(folder, 'postgres'),
    rabbit: join(folder, 'rabbit'),
    compiled: join(folder, 'compiled'),
    recordCommand: (pid) =>
      writeFile(join(folder, 'command'), JSON.stringify({ pid, startTime: startTimeOf(pid) })),
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
    if ((await lockState(join(folder, 'run'))) !== 'dead') continue
    try {
      await stopCommand(folder)
      await stopServersIn(folder)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
      log(`removed the leftovers of a killed run in ${folder}`)
    } catch (error) {
      // Another run may be removing the same folder; this run does not need it.
      log(`${folder} could not be removed: ${messageOf(error)}`)
    }
  }
}

/** Kills the process group of the command of a killed run. */
async function stopCommand(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'command'), 'utf8').catch(() => undefined)
  if (text === undefined) return
  const { pid, startTime } = JSON.parse(text) as { pid: number; startTime?: string }
  if (startTime !== undefined && startTimeOf(pid) === startTime) sendSignal(-pid, 'SIGKILL')
}

/** Stops all servers whose folders are in this folder. */
async function stopServersIn(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  const homes = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name))
  await Promise.all(homes.flatMap((home) => [stopPostgres(join(home, 'data')), stopRabbit(home)]))
}

/** The folder for temporary files, or /tmp where that of root is not accessible for the user of the servers. */
function scratchBase(): string {
  if (process.getuid?.() !== 0) return tmpdir()
  const nobody = { uid: 65534, gid: 65534 }
  const reach = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', tmpdir()], { cwd: '/', ...nobody })
  return reach.status === 0 ? tmpdir() : '/tmp'
}
