import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { startRabbit } from '../../src/index.ts'
import { poll } from '../../src/machine/poll.ts'
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

  test('a node whose virtual machine or name server is killed is started again, with its queues and ports', async (t) => {
    const directory = await folder(t)
    const lines: string[] = []
    const server = await startRabbit({ directory, report: (line) => lines.push(line) })
    t.after(() => server.kill())
    const kept = (method: 'GET' | 'PUT') => manage(server.managementUrl, method, '/api/queues/%2F/kept')
    assert.equal(await kept('PUT'), 201)
    // RabbitMQ confirms a queue before it has written it.
    const isWritten = () => spawnSync('grep', ['-rqa', '--exclude=*.log', 'kept', directory]).status === 0
    assert.ok(await poll(isWritten, { everyMs: 50, timeoutMs: 60_000 }), 'the queue is on the disk')
    for (const which of [0, 1]) {
      lines.length = 0
      const before = await processesOf(directory)
      process.kill(before[which]!, 'SIGKILL')
      assert.ok(await poll(() => lines.length === 2, { everyMs: 20, timeoutMs: 120_000 }), lines.join('\n'))
      const after = await processesOf(directory)
      assert.match(
        lines[0]!,
        new RegExp(`^✗ RabbitMQ \\(process ${before[0]}\\) died, .+: it is started again$`),
      )
      assert.equal(lines[1], `▸ RabbitMQ runs again, process ${after[0]}`)
      assert.deepEqual(before.filter(isAlive), [])
      const isBack = async () => (await kept('GET')) === 200
      assert.ok(await poll(isBack, { everyMs: 50, timeoutMs: 60_000 }), 'the queue is back')
    }
    lines.length = 0
    const last = await processesOf(directory)
    await server.stop()
    assert.deepEqual(last.filter(isAlive), [])
    assert.deepEqual(lines, [])
  })

  test('a node that is stopped while it is started again stays stopped', async (t) => {
    const directory = await folder(t)
    const died = Promise.withResolvers<string>()
    const server = await startRabbit({ directory, report: died.resolve })
    const [erlang] = await processesOf(directory)
    process.kill(erlang!, 'SIGKILL')
    assert.match(await died.promise, /died/)
    await server.kill()
    assert.deepEqual((await processesOf(directory)).filter(isAlive), [])
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
