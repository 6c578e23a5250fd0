import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { LogFile } from './log-file.ts'

export interface ProgramOptions {
  /** For people. */
  name: string
  file: string
  flags?: readonly string[]
  environment: Record<string, string>
  /** How many processes of it say that they listen. */
  listeners?: number
  /** The limit of open files of its process. */
  openFiles?: number | undefined
  log: (line: string) => void
}

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 30_000
/** How often its log is looked at, before it listens and later. */
const LOOK_MS = 50
const LOOK_LATER_MS = 1_000
const MAX_LINES = 20
const LEVEL = /^\{"level":(\d+)/
const WARN = 40
/** Node raises its soft limit to the hard one: both have to be set before it starts. */
const LIMITED = 'ulimit -n "$1" && shift && exec "$@"'

/** A server program: one that logs `listening` as JSON once it takes connections. */
export class Program {
  readonly #options: ProgramOptions
  #child: ChildProcess | undefined
  #isWanted = false
  #exited: Promise<unknown> = Promise.resolve()
  #passedOn = 0

  constructor(options: ProgramOptions) {
    this.#options = options
  }

  get pid(): number {
    return this.#child!.pid!
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    const { name, file, flags = [], environment, openFiles, log } = this.#options
    const command = [process.execPath, ...flags, file]
    const [program, ...args] =
      openFiles === undefined ? command : ['/bin/sh', '-c', LIMITED, 'sh', String(openFiles), ...command]
    const logged = await LogFile.open()
    const child = spawn(program!, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', logged.fd, 'inherit'],
    })
    this.#child = child
    this.#isWanted = true
    this.#passedOn = 0
    let looking: NodeJS.Timeout | undefined
    this.#exited = once(child, 'exit').then(async ([code, signal]) => {
      clearInterval(looking)
      await this.#look(logged)
      await logged.close()
      if (this.#isWanted) log(`${name} ENDED BY ITSELF with ${code ?? signal}`)
    })
    await this.#listening(child, logged)
    // One that ended meanwhile has closed its log, and nobody would stop to look.
    if (!hasEnded(child)) looking = setInterval(() => void this.#look(logged), LOOK_LATER_MS)
  }

  /** With SIGTERM; resolves when it is gone. */
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
    if (!child || hasEnded(child)) return
    this.#isWanted = false
    child.kill(signal)
    await this.#exited
  }

  async #listening(child: ChildProcess, logged: LogFile): Promise<void> {
    const { name, listeners = 1 } = this.#options
    const until = performance.now() + START_TIMEOUT_MS
    for (let listening = 0; listening < listeners;) {
      if (hasEnded(child)) throw new Error(`the ${name} ended before it listened`)
      if (performance.now() > until) throw new Error(`the ${name} did not listen in time`)
      await delay(LOOK_MS)
      for (const line of await this.#look(logged)) if (line.includes('listening"')) listening++
    }
  }

  /** What it has logged since; passes on what warns. */
  async #look(logged: LogFile): Promise<string[]> {
    const { name, log } = this.#options
    const lines = await logged.lines()
    for (const line of lines) {
      const level = line.startsWith('{') ? Number(LEVEL.exec(line)?.[1] ?? 0) : Infinity
      if (level >= WARN && this.#passedOn++ < MAX_LINES) log(`${name}: ${line}`)
    }
    return lines
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
