import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { afterTheTest, until } from '@munova/testing'
import { alive, descendants } from './processes.ts'

const program = fileURLToPath(new URL('../../start.js', import.meta.url))

/** The command as a person runs it. */
export interface Start {
  readonly pid: number
  /** All that it said so far. */
  output(): string
  /** The first match in what it says, now or later. */
  says(pattern: RegExp, timeoutMs?: number): Promise<string[]>
  signal(signal: NodeJS.Signals): void
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  /** What it started and still lives. */
  children(): number[]
}

/** An empty folder for data, keys and logs, removed after the test. Readable for the user PostgreSQL runs as. */
export async function emptyHome(t: TestContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'munova-start-'))
  await chmod(home, 0o755)
  afterTheTest(t, () => rm(home, { recursive: true, force: true }))
  return home
}

/** Runs it with any free ports; stopped after the test at the latest. */
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
  const look = () => {
    seen = new Set([...seen, ...descendants(child.pid!)])
  }
  let isOver = false
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      isOver = true
      resolve(code ?? signal ?? 'nothing')
    })
  })
  t.after(async () => {
    if (!isOver) child.kill('SIGTERM')
    await ended
  })
  return {
    pid: child.pid!,
    ended,
    output: () => output,
    signal(signal) {
      look()
      child.kill(signal)
    },
    says: (pattern, timeoutMs = 60_000) =>
      until(
        () => {
          const match = pattern.exec(output)
          if (!match && isOver) throw new Error(`it ended without saying ${pattern}:\n${output}`)
          return match ?? undefined
        },
        { timeoutMs, what: `the output ${pattern}` },
      ),
    children() {
      look()
      return alive([...seen])
    },
  }
}
