import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import test, { type TestContext } from 'node:test'
import { until } from '@munova/testing'
import { TcpProxy } from '../../src/verify/system/tcp-proxy.ts'

/** A server that records what it receives, and a proxy to it. */
async function openProxy(t: TestContext) {
  const accepted: { socket: Socket; received: string; ended: boolean }[] = []
  const server = createServer((socket) => {
    const known = { socket, received: '', ended: false }
    accepted.push(known)
    socket.on('error', () => {})
    socket.on('data', (bytes) => (known.received += String(bytes)))
    socket.on('end', () => (known.ended = true))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await TcpProxy.open()
  proxy.target = (server.address() as { port: number }).port
  t.after(async () => {
    await proxy.close()
    for (const { socket } of accepted) socket.destroy()
    server.close()
  })
  const dial = async () => {
    const client = connect(proxy.port, '127.0.0.1')
    t.after(() => client.destroy())
    await once(client, 'connect')
    const index = accepted.length
    return { client, peer: () => until(() => accepted[index], { what: 'the connection to arrive' }) }
  }
  return { proxy, dial }
}

test('a healthy proxy forwards the data of both sides, and the end of one side', async (t) => {
  const { dial } = await openProxy(t)
  const { client, peer } = await dial()
  client.write('hello')
  const known = await peer()
  await until(() => known.received === 'hello', { what: 'the data of the client' })
  let answer = ''
  client.on('data', (bytes) => (answer += String(bytes)))
  known.socket.write('welcome')
  await until(() => answer === 'welcome', { what: 'the data of the server' })
  client.end()
  await until(() => known.ended, { what: 'the end' })
})

test('a partitioned proxy withholds data without closing, and delivers it after healing even if the client is gone', async (t) => {
  const { proxy, dial } = await openProxy(t)
  const { client, peer } = await dial()
  client.write('before')
  const known = await peer()
  await until(() => known.received === 'before', { what: 'the first data' })
  proxy.partition()
  client.write(' late')
  client.destroy()

  const next = await dial()
  next.client.write('again')
  const again = await next.peer()
  await until(() => again.received === 'again', {
    what: 'the data of the next connection, which is not partitioned',
  })
  assert.deepEqual([known.received, known.ended], ['before', false])

  proxy.heal()
  await until(() => known.received === 'before late' && known.ended, { what: 'the late data and the end' })
})
