import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { startRabbit } from '../../src/index.ts'
import { isAlive } from '../../src/machine/process.ts'
import { folder } from '../support/folder.ts'
import { killedSupervisor } from '../support/killed.ts'

async function processesOf(directory: string): Promise<number[]> {
  const files = [join(directory, 'log', 'rabbitmq.pid'), join(directory, 'epmd.pid')]
  return await Promise.all(files.map(async (file) => Number(await readFile(file, 'utf8'))))
}

/** Calls the management interface; a keep-alive connection would delay the stop of the node. */
async function manage(address: string, method: 'GET' | 'PUT', path: string): Promise<number> {
  const { host, username, password } = new URL(address)
  const response = await fetch(`http://${host}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
      connection: 'close',
    },
    ...(method === 'PUT' ? { body: JSON.stringify({ durable: true }) } : {}),
  })
  await response.arrayBuffer()
  return response.status
}

// Starting and stopping is mostly waiting.
suite('a started RabbitMQ', { concurrency: 3 }, () => {
  test('a durable queue survives stop, start and kill on the same address; nothing runs afterwards', async (t) => {
    const directory = await folder(t)
    const server = await startRabbit({ directory })
    t.after(() => server.kill())
    const { url, managementUrl } = server
    assert.equal(await manage(managementUrl, 'PUT', '/api/queues/%2F/kept'), 201)

    const first = await processesOf(directory)
    await server.stop()
    assert.deepEqual(first.filter(isAlive), [])
    await server.start()
    assert.equal(await manage(managementUrl, 'GET', '/api/queues/%2F/kept'), 200)
    assert.deepEqual([server.url, server.managementUrl], [url, managementUrl])

    const second = await processesOf(directory)
    await Promise.all([server.kill(), server.stop()])
    assert.deepEqual(second.filter(isAlive), [])
  })

  test('a start after the supervisor was killed stops its leftover node', async (t) => {
    const directory = await folder(t)
    await killedSupervisor('rabbit', directory)
    const left = await processesOf(directory)
    assert.deepEqual(left.filter(isAlive), left)
    const server = await startRabbit({ directory })
    t.after(() => server.kill())
    assert.deepEqual(left.filter(isAlive), [])
    assert.equal(await manage(server.managementUrl, 'GET', '/api/queues'), 200)
  })
})
