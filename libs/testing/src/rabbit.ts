import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { type RabbitServer, startRabbit } from '@munova/tool-services'
import { type Cleanup, afterTheTest } from './cleanup.ts'
import { serverFolder, serviceUrl } from './environment.ts'

/** The port of RabbitMQ's management interface without TEST_AMQP_MANAGEMENT_URL. */
const MANAGEMENT_PORT = 15_672
const REQUEST_TIMEOUT_MS = 15_000

/** The AMQP URL of a new virtual host for one test. It is deleted, with its connections, after the test. */
export async function testVhost(t: Cleanup): Promise<string> {
  const url = new URL(serviceUrl('TEST_AMQP_URL'))
  const name = `test-${randomBytes(8).toString('hex')}`
  await manage(url, 'PUT', `/api/vhosts/${name}`)
  afterTheTest(t, () => manage(url, 'DELETE', `/api/vhosts/${name}`))
  await manage(url, 'PUT', `/api/permissions/${name}/${url.username || 'guest'}`)
  url.pathname = `/${name}`
  return url.href
}

/** A RabbitMQ node for one test, which may stop, kill and start it. */
export async function ownRabbit(t: Cleanup): Promise<RabbitServer> {
  const directory = await serverFolder('rabbit')
  const server = await startRabbit({ directory })
  // After everything that was opened on it is closed.
  t.after(() =>
    afterTheTest(t, async () => {
      await server.kill()
      await rm(directory, { recursive: true, force: true })
    }),
  )
  return server
}

async function manage(amqp: URL, method: 'PUT' | 'DELETE', path: string): Promise<void> {
  const base = process.env['TEST_AMQP_MANAGEMENT_URL'] ?? `http://${amqp.hostname}:${MANAGEMENT_PORT}`
  const credentials = `${decodeURIComponent(amqp.username || 'guest')}:${decodeURIComponent(amqp.password || 'guest')}`
  const response = await fetch(new URL(path, withoutCredentials(base)), {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: method === 'PUT' ? JSON.stringify(path.includes('/permissions/') ? EVERYTHING : {}) : null,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`RabbitMQ rejected ${method} ${path}: ${response.status} ${text}`)
}

const EVERYTHING = { configure: '.*', write: '.*', read: '.*' }

/** fetch rejects URLs with credentials. */
function withoutCredentials(address: string): URL {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url
}
