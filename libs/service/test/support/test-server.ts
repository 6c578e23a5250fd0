import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { createHttp, createLog, createMetrics, type Http, type HttpOptions } from '../../src/index.ts'

export interface TestServer {
  app: Http
  /** What was logged so far, oldest first. */
  lines: () => Record<string, unknown>[]
  /** Listens on a free port and answers it. */
  listen: () => Promise<number>
}

/** A server of the test's own, with everything it logs at hand. */
export function testServer(t: TestContext, options: Partial<HttpOptions> = {}): TestServer {
  const written: string[] = []
  const metrics = createMetrics('desk')
  const app = createHttp({
    name: 'desk',
    version: '1.2.3',
    log: createLog({
      name: 'desk',
      level: 'trace',
      destination: { write: (line) => void written.push(line) },
    }),
    metrics,
    readiness: () => ({}),
    bodyLimit: 1024,
    trustProxy: false,
    ...options,
  })
  t.after(async () => {
    await app.close()
    metrics.close()
  })
  return {
    app,
    lines: () => written.map((line): Record<string, unknown> => JSON.parse(line)),
    async listen() {
      await app.listen({ host: '127.0.0.1', port: 0 })
      return (app.server.address() as AddressInfo).port
    },
  }
}
