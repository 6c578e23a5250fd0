import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { poll, sendSignal } from '@munova/tool-services'
import { parseManifest, requireVersionName } from '../manifest.ts'
import { ReleaseFailure } from '../failure.ts'
import type { NodeDriver, WantedNode } from './driver.ts'
import { isMarked, markedProcesses } from './process-table.ts'

/** Marks the processes of a folder: FOLDER:ID. */
const MARK = 'MUNOVA_RELEASE_NODE'
const LAST_LINES = 20
const POLL_MS = 50
const KILL_TIMEOUT_MS = 5_000
const EXIT_TIMEOUT_MS = 1_000

export interface ProcessDriverOptions {
  /** Of the release's state; logs go below it. */
  folder: string
  /** VERSION/src/main.mjs */
  artefacts: string
}

/** Nodes as processes of this machine, which live on when this one ends. Linux only. */
export function processDriver({ folder, artefacts }: ProcessDriverOptions): NodeDriver {
  /** The nodes that this process started. */
  const children = new Map<string, ChildProcess>()
  const program = (version: string) => join(artefacts, version, 'src/main.mjs')
  const logOf = (id: string) => join(folder, 'logs', `${id}.log`)
  const processes = async () => {
    const all = await markedProcesses(MARK)
    return new Map(
      all
        .filter(({ mark }) => mark.startsWith(`${folder}:`))
        .map(({ mark, pid }) => [mark.slice(folder.length + 1), pid] as const),
    )
  }
  const isGone = async (id: string, pid: number, timeoutMs: number) => {
    const gone = async () => !(await isMarked(pid, MARK, `${folder}:${id}`))
    return (await poll(gone, { everyMs: POLL_MS, timeoutMs })) ?? false
  }
  const isRunning = async (id: string) => {
    const pid = children.get(id)?.pid ?? (await processes()).get(id)
    return pid !== undefined && isMarked(pid, MARK, `${folder}:${id}`)
  }

  return {
    async manifest(version) {
      requireVersionName(version)
      await access(program(version)).catch((cause: unknown) => {
        throw new ReleaseFailure(`there is no artefact ${program(version)}`, { cause })
      })
      const text = await readFile(join(artefacts, version, 'manifest.json'), 'utf8').catch(() => '')
      return parseManifest(text, `the artefact of ${version}`)
    },

    async start({ id, version, environment }: WantedNode) {
      if ((await processes()).has(id)) return
      await mkdir(join(folder, 'logs'), { recursive: true })
      const log = await open(logOf(id), 'a', 0o600)
      try {
        const child = spawn(process.execPath, [program(version)], {
          cwd: folder,
          env: { PATH: process.env['PATH'], ...environment, [MARK]: `${folder}:${id}` },
          stdio: ['ignore', log.fd, log.fd],
          // In a group of its own: whoever interrupts the release does not interrupt the node.
          detached: true,
        })
        await once(child, 'spawn')
        children.set(id, child)
        child.unref()
      } finally {
        await log.close()
      }
    },

    async running() {
      return new Set((await processes()).keys())
    },

    isRunning,

    async stop(id, timeoutMs) {
      const pid = (await processes()).get(id)
      if (pid === undefined) return true
      sendSignal(pid, 'SIGTERM')
      return isGone(id, pid, timeoutMs)
    },

    async kill(id) {
      const pid = (await processes()).get(id)
      if (pid === undefined) return
      // With what it has started itself.
      sendSignal(-pid, 'SIGKILL')
      if (!(await isGone(id, pid, KILL_TIMEOUT_MS))) throw new ReleaseFailure(`node ${id} cannot be killed`)
    },

    async lastWords(id) {
      const text = await readFile(logOf(id), 'utf8').catch(() => '')
      const lines = text.trimEnd().split('\n').slice(-LAST_LINES)
      const child = children.get(id)
      return {
        exit: child && !(await isRunning(id)) ? await exitOf(child) : undefined,
        lines: lines.filter((line) => line !== ''),
      }
    },
  }
}

/** How it has ended. The process table shows the end before the event of it arrives. */
async function exitOf(child: ChildProcess): Promise<string | undefined> {
  const exit = () => child.signalCode ?? (child.exitCode === null ? false : `code ${child.exitCode}`)
  return poll(exit, { everyMs: POLL_MS, timeoutMs: EXIT_TIMEOUT_MS })
}
