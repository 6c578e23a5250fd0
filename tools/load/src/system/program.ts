import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { LogFile } from './log-file.ts'

export interface ProgramOptions {
  /** For log lines. */
  name: string
  file: string
  flags?: readonly string[]
  environment: Record<string, string>
  /** How many processes have to log that they listen. */
  listeners?: number
  /** Limit of open files. */
  openFiles?: number | undefined
  log: (line: string) => void
}

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 30_000
/** Poll intervals of the log, before the program listens and after. */
const STARTUP_POLL_MS = 50
const POLL_MS = 1_000
const MAX_LINES = 20
const LEVEL = /^\{"level":(\d+)/
const WARN = 40
/** Node raises its soft limit to the hard one, so both are set before it starts. */
const LIMITED = 'ulimit -n "$1" && shift && exec "$@"'

/** A server program: one that logs `listening` as JSON once it takes connections. */
export class Program {
  readonly #options: ProgramOptions
  #child: ChildProcess | undefined
  #isExpectedToRun = false
  #exited: Promise<unknown> = Promise.resolve()
  #loggedLines = 0

  constructor(options: ProgramOptions) {
    this.#options = options
  }

  get pid(): number {
    return this.#child!.pid!
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const { name, file, flags = [], environment, openFiles, log } = this.#options
    const command = [process.execPath, ...flags, file]
    const [program, ...args] =
      openFiles === undefined ? command : ['/bin/sh', '-c', LIMITED, 'sh', String(openFiles), ...command]
    const logFile = await LogFile.open()
    const child = spawn(program!, args, {
      // No balancer has to notice that it stops.
      env: { ...process.env, DRAIN_GRACE_MS: '0', ...environment },
      stdio: ['ignore', logFile.fd, 'inherit'],
    })
    this.#child = child
    this.#isExpectedToRun = true
    this.#loggedLines = 0
    let polling: NodeJS.Timeout | undefined
    const afterExit = async () => {
      const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
      clearInterval(polling)
      await this.#readLog(logFile)
      await logFile.close()
      if (this.#isExpectedToRun) log(`${name} EXITED UNEXPECTEDLY with ${code ?? signal}`)
    }
    this.#exited = afterExit()
    await this.#waitUntilListening(child, logFile)
    // After an early exit the log file is closed and nothing would clear the interval.
    if (!hasExited(child)) polling = setInterval(() => void this.#readLog(logFile), POLL_MS)
  }

  /** Sends SIGTERM; resolves when it has exited. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await this.#end('SIGTERM')
    clearTimeout(timer)
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || hasExited(child)) return
    this.#isExpectedToRun = false
    child.kill(signal)
    await this.#exited
  }

  async #waitUntilListening(child: ChildProcess, logFile: LogFile): Promise<void> {
    const { name, listeners = 1 } = this.#options
    const until = performance.now() + START_TIMEOUT_MS
    for (let listening = 0; listening < listeners;) {
      if (hasExited(child)) throw new Error(`the ${name} exited before it listened`)
      if (performance.now() > until) throw new Error(`the ${name} did not listen in time`)
      await delay(STARTUP_POLL_MS)
      for (const line of await this.#readLog(logFile)) if (line.includes('listening"')) listening++
    }
  }

  /** Returns the new log lines; repeats warnings and errors in our own log. */
  async #readLog(logFile: LogFile): Promise<string[]> {
    const { name, log } = this.#options
    const lines = await logFile.lines()
    for (const line of lines) {
      const level = line.startsWith('{') ? Number(LEVEL.exec(line)?.[1] ?? 0) : Infinity
      if (level >= WARN && this.#loggedLines++ < MAX_LINES) log(`${name}: ${line}`)
    }
    return lines
  }
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
