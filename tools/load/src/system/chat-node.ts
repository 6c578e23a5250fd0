import { fileURLToPath } from 'node:url'
import { nodeOptions } from '@munova/chat-server'
import { freePort, poll } from '@munova/tool-services'
import type { NodeAddress } from '../clients/connection/transport.ts'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { Program } from './program.ts'

export const brokerKinds = ['rabbit', 'memory'] as const
export type BrokerKind = (typeof brokerKinds)[number]

const programs: Record<BrokerKind, string> = {
  rabbit: fileURLToPath(new URL('../../../../apps/chat-server/src/main.ts', import.meta.url)),
  memory: fileURLToPath(new URL('memory-node.ts', import.meta.url)),
}
const READY_TIMEOUT_MS = 30_000
const READY_POLL_MS = 50

/** A chat-server process that can be stopped, killed, and restarted on the same ports. */
export class ChatNode {
  readonly address: NodeAddress
  readonly #program: Program

  private constructor(address: NodeAddress, program: Program) {
    this.address = address
    this.#program = program
  }

  static async start(
    cleanup: CleanupStack,
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
    // The ports stay the same, so that clients find the node after a restart.
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
    await cleanup.defer(() => program.stop())
    const node = new ChatNode({ url: `http://127.0.0.1:${port}`, rsocketPort }, program)
    await node.start()
    return node
  }

  get pid(): number {
    return this.#program.pid
  }

  /** Resolves when it is ready for connections. */
  async start(): Promise<void> {
    await this.#program.start()
    let reason = ''
    const isReady = async () => {
      const response = await fetch(`${this.address.url}/readyz`)
      reason = await response.text()
      return response.ok
    }
    if (await poll(isReady, { everyMs: READY_POLL_MS, timeoutMs: READY_TIMEOUT_MS })) return
    throw new Error(`a chat-server is not ready: ${reason}`)
  }

  /** Sends SIGTERM, so that it drains; resolves when it has exited. */
  stop(): Promise<void> {
    return this.#program.stop()
  }

  /** Sends SIGKILL, like a power failure; resolves when it has exited. */
  kill(): Promise<void> {
    return this.#program.kill()
  }
}
