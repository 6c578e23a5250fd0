import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

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
const MAX_LINES = 20
const WARN = 40
/** Node raises its soft limit to the hard one: both have to be set before it starts. */
const LIMITED = 'ulimit -n "$1" && shift && exec "$@"'

/** A server program: one that logs `listening` as JSON once it takes connections. */
export class Program {
  readonly #options: ProgramOptions
  #child: ChildProcess | undefined
  #isWanted = false
  #exited: Promise<unknown> = Promise.resolve()

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
    const child = spawn(program!, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    this.#exited = once(child, 'exit')
    this.#isWanted = true
    child.once('exit', (code, signal) => {
      if (this.#isWanted) log(`${name} ENDED BY ITSELF with ${code ?? signal}`)
    })
    await this.#listening(child)
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
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    this.#isWanted = false
    child.kill(signal)
    await this.#exited
  }

  /** Later lines of its log are passed on when they warn. */
  #listening(child: ChildProcess): Promise<void> {
    const { name, log, listeners = 1 } = this.#options
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the ${name} did not listen in time`)),
        START_TIMEOUT_MS,
      )
      let passedOn = 0
      let listening = 0
      createInterface({ input: child.stdout! }).on('line', (line) => {
        if (!line.startsWith('{')) return log(`${name}: ${line}`)
        const entry = JSON.parse(line) as { level: number; msg: string }
        if (entry.msg.endsWith('listening') && ++listening === listeners) {
          clearTimeout(timer)
          resolve()
        }
        if (entry.level >= WARN && passedOn++ < MAX_LINES) log(`${name}: ${line}`)
      })
      child.once('exit', () => {
        clearTimeout(timer)
        reject(new Error(`the ${name} ended before it listened`))
      })
    })
  }
}
