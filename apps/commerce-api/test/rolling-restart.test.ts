import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { test } from 'node:test'
import { freePort, testDatabase, testVhost, until } from '@munova/testing'
import { startApi } from './support/api-process.ts'
import { openBalancer } from './support/balancer.ts'

const CLIENTS = 10
/** Each client sends so many after a node has come back, so that both have connections again. */
const BETWEEN = 20

test('two processes behind a balancer are restarted in turn under traffic: no request fails', async (t) => {
  const { url: DATABASE_URL } = await testDatabase(t, new URL('../migrations/', import.meta.url))
  const AMQP_URL = await testVhost(t)
  const ports = [await freePort(), await freePort()]
  const start = async (port: number) => {
    const api = await startApi(t, {
      PORT: String(port),
      DATABASE_URL,
      AMQP_URL,
      // Two checks of the balancer, also where each takes its whole time because the machine is busy.
      DRAIN_GRACE_MS: '3000',
    })
    await api.url
    return api
  }
  const running = await Promise.all(ports.map(start))
  const url = await openBalancer(t, ports)

  let answered = 0
  const failed: string[] = []
  const over = new AbortController()
  const client = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    while (!over.signal.aborted) {
      // Nothing that a balancer may repeat.
      const outcome = await post(`${url}/v1/auth/sign-out`, agent)
      if (outcome !== 204) failed.push(String(outcome))
      answered++
    }
    agent.destroy()
  }
  const clients = Promise.all(Array.from({ length: CLIENTS }, client))
  const more = async () => {
    const before = answered
    await until(() => answered >= before + CLIENTS * BETWEEN, { what: 'more requests', timeoutMs: 60_000 })
  }
  await more()
  for (const [index, port] of ports.entries()) {
    running[index]!.child.kill('SIGTERM')
    assert.deepEqual(await running[index]!.exit, [0, null])
    await more()
    await start(port)
    await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, { what: 'the new process' })
    await more()
  }
  over.abort()
  await clients
  assert.deepEqual(failed, [], `of ${answered}`)
})

/** The status, or why there is none. */
function post(url: string, agent: Agent): Promise<number | string> {
  return new Promise((resolve) => {
    const sent = request(url, { method: 'POST', agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode!))
    })
    sent.once('error', (error) => resolve(error.message)).end()
  })
}
