import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { afterTheTest, until } from '@munova/testing'
import { alive, descendants } from './processes.ts'

const program = fileURLToPath(new URL('../../start.js', import.meta.url))

/** A running npm start. */
export interface Start {
  readonly pid: number
  /** Its output so far. */
  output(): string
  /** Resolves with the first match in its output, now or later. */
  prints(pattern: RegExp, timeoutMs?: number): Promise<string[]>
  signal(signal: NodeJS.Signals): void
  /** Exit code, or the signal that killed it. */
  readonly exited: Promise<number | string>
  /** The processes that it has started and that are still running. */
  children(): number[]
}

/** The environment, without what node:test and npm have set for their own processes. */
export function outerEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NODE_TEST_|npm_)/i.test(name)))
}

/** An empty folder for data, keys and logs, removed after the test. Readable for the user that PostgreSQL runs as. */
export async function emptyHome(t: TestContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'munova-start-'))
  await chmod(home, 0o755)
  afterTheTest(t, () => rm(home, { recursive: true, force: true }))
  return home
}

export interface StartOptions {
  args?: string[]
  env?: NodeJS.ProcessEnv
  /** A checkout in which `npm start` is run, by this user; by default the program of this checkout is. */
  checkout?: { folder: string; uid: number | undefined }
}

/** Runs npm start on free ports; stopped after the test at the latest. */
export function npmStart(
  t: TestContext,
  home: string,
  { args = [], env, checkout }: StartOptions = {},
): Start {
  const uid = checkout?.uid
  const [command, ...before] = checkout ? ['npm', 'start', '--'] : [process.execPath, program]
  const child = spawn(command, [...before, ...args], {
    env: { ...outerEnvironment(), MUNOVA_HOME: home, COMMERCE_PORT: '0', CHAT_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group, for npm does not pass on all signals: those of a terminal reach its whole group.
    ...(checkout && { cwd: checkout.folder, detached: true }),
    ...(uid !== undefined && { uid, gid: uid }),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  let seen = new Set<number>()
  const readProcesses = () => {
    seen = new Set([...seen, ...descendants(child.pid!)])
  }
  const send = (signal: NodeJS.Signals) => process.kill(checkout ? -child.pid! : child.pid!, signal)
  let hasExited = false
  const exited = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      hasExited = true
      resolve(code ?? signal ?? 'nothing')
    })
  })
  t.after(async () => {
    if (!hasExited) send('SIGTERM')
    await exited
  })
  return {
    pid: child.pid!,
    exited,
    output: () => output,
    signal(signal) {
      readProcesses()
      send(signal)
    },
    async prints(pattern, timeoutMs = 180_000) {
      const match = await until(() => pattern.exec(output) ?? (hasExited && 'exited'), {
        timeoutMs,
        what: `the output ${pattern}`,
      }).catch((error: Error) => error.message)
      if (typeof match === 'object') return match
      throw new Error(`${match}, without printing ${pattern}:\n${output}`)
    },
    children() {
      readProcesses()
      return alive([...seen])
    },
  }
}
