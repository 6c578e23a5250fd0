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

/** An empty folder for data, keys and logs, removed after the test. Readable for the user that PostgreSQL runs as. */
export async function emptyHome(t: TestContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'munova-start-'))
  await chmod(home, 0o755)
  afterTheTest(t, () => rm(home, { recursive: true, force: true }))
  return home
}

/** Runs npm start on free ports; stopped after the test at the latest. */
export function npmStart(
  t: TestContext,
  home: string,
  options: { args?: string[]; env?: NodeJS.ProcessEnv } = {},
): Start {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env
  const child = spawn(process.execPath, [program, ...(options.args ?? [])], {
    env: { ...environment, MUNOVA_HOME: home, COMMERCE_PORT: '0', CHAT_PORT: '0', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  let seen = new Set<number>()
  const readProcesses = () => {
    seen = new Set([...seen, ...descendants(child.pid!)])
  }
  let hasExited = false
  const exited = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      hasExited = true
      resolve(code ?? signal ?? 'nothing')
    })
  })
  t.after(async () => {
    if (!hasExited) child.kill('SIGTERM')
    await exited
  })
  return {
    pid: child.pid!,
    exited,
    output: () => output,
    signal(signal) {
      readProcesses()
      child.kill(signal)
    },
    prints: (pattern, timeoutMs = 60_000) =>
      until(
        () => {
          const match = pattern.exec(output)
          if (!match && hasExited) throw new Error(`it exited without printing ${pattern}:\n${output}`)
          return match ?? undefined
        },
        { timeoutMs, what: `the output ${pattern}` },
      ),
    children() {
      readProcesses()
      return alive([...seen])
    },
  }
}
