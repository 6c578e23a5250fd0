import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { NodeAddress } from '../../clients/connection/transport.ts'

const program = fileURLToPath(new URL('../../../../../apps/chat-server/src/main.ts', import.meta.url))
/** A node fails to start while its database is down, so the start is retried. */
const START_RETRY_MS = 200
/** Longer than the database is away. */
const START_TIMEOUT_MS = 180_000
const DRAIN_TIMEOUT_MS = 60_000
const LOG_TAIL_LINES = 20

/**
 * A chat-server process that can be killed, drained, frozen and restarted. It listens on new ports after each start.
 * `onUnexpectedExit` gets the last log lines of a process that exited by itself.
 */
export class ChatProcess {
  readonly #environment: Record<string, string>
  readonly #onUnexpectedExit: (logTail: string) => void
  #child: ChildProcess | undefined
  #exited: Promise<unknown> = Promise.resolve()
  #address: NodeAddress | undefined
  /** The last fault of this node, recorded as the reason of lost connections. */
  lastFault: 'node-kill' | 'node-drain' | undefined
  #isClosed = false

  constructor(environment: Record<string, string>, onUnexpectedExit: (logTail: string) => void) {
    this.#environment = environment
    this.#onUnexpectedExit = onUnexpectedExit
  }

  /** The address that it listens on; undefined while it does not listen. */
  get address(): NodeAddress | undefined {
    return this.#address
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS
    while (!this.#isClosed && !(await this.#launch())) {
      if (performance.now() > deadline) throw new Error('a chat-server does not start')
      await pause(START_RETRY_MS)
    }
  }

  /** Sends SIGKILL synchronously; resolves when the process has exited. */
  async kill(): Promise<void> {
    this.#address = undefined
    this.#child?.kill('SIGKILL')
    await this.#exited
  }

  /** Sends SIGTERM; resolves with the exit code or signal, 0 after an orderly drain. */
  async drain(): Promise<number | NodeJS.Signals | null> {
    const child = this.#child
    this.#address = undefined
    child?.kill('SIGTERM')
    const timer = setTimeout(() => child?.kill('SIGKILL'), DRAIN_TIMEOUT_MS)
    await this.#exited
    clearTimeout(timer)
    return child ? (child.exitCode ?? child.signalCode) : null
  }

  /** Suspends the process, as on an overloaded machine. */
  freeze(): void {
    this.#child?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child?.kill('SIGCONT')
  }

  /** Kills the process for good. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.kill()
  }

  /** Starts a process; resolves with whether it listens. */
  async #launch(): Promise<boolean> {
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, ...this.#environment, HOST: '127.0.0.1', PORT: '0', RSOCKET_PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#exited = once(child, 'exit')
    const logTail: string[] = []
    const listening = Promise.withResolvers<boolean>()
    const onLine = (line: string) => {
      logTail.push(line)
      if (logTail.length > LOG_TAIL_LINES) logTail.shift()
      if (!line.includes('"msg":"listening"')) return
      const { url, rsocketPort } = JSON.parse(line) as NodeAddress
      this.#address = { url, rsocketPort }
      listening.resolve(true)
    }
    for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', onLine)
    child.once('close', (code, signal) => {
      listening.resolve(false)
      if (this.#child !== child || this.#address === undefined) return
      this.#address = undefined
      this.#onUnexpectedExit([`exited with ${signal ?? code}`, ...logTail].join('\n'))
    })
    return listening.promise
  }
}
