import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { NodeAddress } from '../../clients/connection/transport.ts'

const program = fileURLToPath(new URL('../../../../../apps/chat-server/src/main.ts', import.meta.url))
/** A node does not start while its database is away: whoever supervises it tries again. */
const START_PAUSE_MS = 200
const START_TIMEOUT_MS = 60_000
const DRAIN_TIMEOUT_MS = 60_000
const KEPT_LINES = 20

/**
 * A chat-server in a process of its own, which is killed, drained, frozen and started again. After each start it listens
 * elsewhere. `onDeath` gets the last lines of one that ended without being asked to.
 */
export class ChatProcess {
  readonly #environment: Record<string, string>
  readonly #onDeath: (lastWords: string) => void
  #child: ChildProcess | undefined
  #exited: Promise<unknown> = Promise.resolve()
  #address: NodeAddress | undefined
  /** What was done to it last, for those who lose their connection by it. */
  lastFault: 'node-kill' | 'node-drain' | undefined
  #isClosed = false

  constructor(environment: Record<string, string>, onDeath: (lastWords: string) => void) {
    this.#environment = environment
    this.#onDeath = onDeath
  }

  /** Where it listens; undefined while it does not. */
  get address(): NodeAddress | undefined {
    return this.#address
  }

  /** Until it listens. */
  async start(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS
    while (!this.#isClosed && !(await this.#launch())) {
      if (performance.now() > deadline) throw new Error('a chat-server does not start')
      await pause(START_PAUSE_MS)
    }
  }

  /** SIGKILL, in this turn; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#address = undefined
    this.#child?.kill('SIGKILL')
    await this.#exited
  }

  /** SIGTERM; gives how it ended, 0 when all went well. */
  async drain(): Promise<number | NodeJS.Signals | null> {
    const child = this.#child
    this.#address = undefined
    child?.kill('SIGTERM')
    const timer = setTimeout(() => child?.kill('SIGKILL'), DRAIN_TIMEOUT_MS)
    await this.#exited
    clearTimeout(timer)
    return child ? (child.exitCode ?? child.signalCode) : null
  }

  /** Stands still, as on a machine that is out of breath, and knows nothing of it afterwards. */
  freeze(): void {
    this.#child?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child?.kill('SIGCONT')
  }

  /** Killed, and not to be started again. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.kill()
  }

  /** Whether it came so far as to listen. */
  async #launch(): Promise<boolean> {
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, ...this.#environment, HOST: '127.0.0.1', PORT: '0', RSOCKET_PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#exited = once(child, 'exit')
    const words: string[] = []
    const listening = Promise.withResolvers<boolean>()
    const hear = (line: string) => {
      words.push(line)
      if (words.length > KEPT_LINES) words.shift()
      if (!line.includes('"msg":"listening"')) return
      const { url, rsocketPort } = JSON.parse(line) as NodeAddress
      this.#address = { url, rsocketPort }
      listening.resolve(true)
    }
    for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', hear)
    child.once('close', (code, signal) => {
      listening.resolve(false)
      if (this.#child !== child || this.#address === undefined) return
      this.#address = undefined
      this.#onDeath([`ended with ${signal ?? code}`, ...words].join('\n'))
    })
    return listening.promise
  }
}
