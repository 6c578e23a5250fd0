import { metric, testTokens, type Cleanup, type TestTokens } from '@munova/testing'
import { startApi, type ApiProcess } from './api-process.ts'

interface Running extends ApiProcess {
  address: string
}

/**
 * Two processes of commerce-api on one database and broker, as a shop runs them. Both take requests; the one that holds
 * the lease publishes what is in the outbox.
 */
export class ApiPair {
  /** Tokens that both processes accept. */
  readonly tokens: TestTokens
  readonly #start: () => Promise<Running>
  readonly #running: Running[] = []

  private constructor(tokens: TestTokens, start: () => Promise<Running>) {
    this.tokens = tokens
    this.#start = start
  }

  static async open(t: Cleanup, env: { DATABASE_URL: string; AMQP_URL: string }): Promise<ApiPair> {
    const tokens = await testTokens(t)
    const settings = { PORT: '0', DATABASE_POOL: '5', JWT_KEYS_FILE: tokens.jwksFile, ...env }
    const pair = new ApiPair(tokens, async () => {
      const api = await startApi(t, settings)
      return { ...api, address: await api.url }
    })
    // One after the other, because each migrates the database.
    for (let n = 0; n < 2; n++) pair.#running.push(await pair.#start())
    return pair
  }

  /** The URLs of the running processes in rotation. */
  address(turn: number): string {
    return this.#running[turn % this.#running.length]!.address
  }

  /** Kills the process that publishes events, or the other one, with SIGKILL and starts another in its place. */
  async kill(which: 'publisher' | 'api'): Promise<void> {
    // Each process counts the events that it published since its start.
    const published = await Promise.all(
      this.#running.map(({ address }) => metric(address, 'commerce_outbox_published_total')),
    )
    const publisher = published[0]! > published[1]! ? 0 : 1
    const [doomed] = this.#running.splice(which === 'publisher' ? publisher : 1 - publisher, 1)
    doomed!.child.kill('SIGKILL')
    await doomed!.exit
    this.#running.push(await this.#start())
  }
}
