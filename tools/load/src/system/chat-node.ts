import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { nodeOptions } from '@munova/chat-server'
import { freePort } from '@munova/tool-services'
import type { NodeAddress } from '../clients/connection/transport.ts'
import type { Closing } from '../runtime/cleanup.ts'
import { Program } from './program.ts'

export const brokerKinds = ['rabbit', 'memory'] as const
export type BrokerKind = (typeof brokerKinds)[number]

const programs: Record<BrokerKind, string> = {
  rabbit: fileURLToPath(new URL('../../../../apps/chat-server/src/main.ts', import.meta.url)),
  memory: fileURLToPath(new URL('memory-node.ts', import.meta.url)),
}
const READY_TIMEOUT_MS = 30_000
const READY_POLL_MS = 50

/** A chat-server in a process of its own, which can be stopped, killed, and started again at its ports. */
export class ChatNode {
  readonly address: NodeAddress
  readonly #program: Program

  private constructor(address: NodeAddress, program: Program) {
    this.address = address
    this.#program = program
  }

  static async start(
    closing: Closing,
    options: {
      broker: BrokerKind
      workers: number
      environment: Record<string, string>
      openFiles: number | undefined
      profile: string | undefined
      log: (line: string) => void
    },
  ): Promise<ChatNode> {
    const { broker, profile, workers } = options
    // Ports of its own for its whole life: after a restart its clients must find it.
    const [port, rsocketPort] = [await freePort(), await freePort()]
    const program = new Program({
      ...options,
      name: 'chat-server',
      listeners: Math.max(1, workers),
      file: programs[broker],
      flags: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
      environment: {
        NODE_OPTIONS: nodeOptions,
        ...options.environment,
        HOST: '127.0.0.1',
        PORT: String(port),
        RSOCKET_PORT: String(rsocketPort),
      },
    })
    await closing.add(() => program.stop())
    const node = new ChatNode({ url: `http://127.0.0.1:${port}`, rsocketPort }, program)
    await node.start()
    return node
  }

  get pid(): number {
    return this.#program.pid
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    await this.#program.start()
    const deadline = performance.now() + READY_TIMEOUT_MS
    for (;;) {
      const ready = await fetch(`${this.address.url}/readyz`)
      if (ready.ok) return
      if (performance.now() > deadline) throw new Error(`a chat-server is not ready: ${await ready.text()}`)
      await delay(READY_POLL_MS)
    }
  }

  /** With SIGTERM: it drains. */
  stop(): Promise<void> {
    return this.#program.stop()
  }

  /** As a power cut would. */
  kill(): Promise<void> {
    return this.#program.kill()
  }
}
