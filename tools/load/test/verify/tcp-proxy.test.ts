import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import test, { type TestContext } from 'node:test'
import { until } from '@munova/testing'
import { Relay } from '../../src/verify/system/tcp-proxy.ts'

/** A server that remembers what it was told, and a relay to it. */
async function wired(t: TestContext) {
  const accepted: { socket: Socket; told: string; ended: boolean }[] = []
  const server = createServer((socket) => {
    const known = { socket, told: '', ended: false }
    accepted.push(known)
    socket.on('error', () => {})
    socket.on('data', (bytes) => (known.told += String(bytes)))
    socket.on('end', () => (known.ended = true))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const relay = await Relay.open()
  relay.target = (server.address() as { port: number }).port
  t.after(async () => {
    await relay.close()
    for (const { socket } of accepted) socket.destroy()
    server.close()
  })
  const dial = async () => {
    const client = connect(relay.port, '127.0.0.1')
    t.after(() => client.destroy())
    await once(client, 'connect')
    const place = accepted.length
    return { client, peer: () => until(() => accepted[place], { what: 'the connection to arrive' }) }
  }
  return { relay, dial }
}

test('a whole wire passes on what both sides say, and the end of one side', async (t) => {
  const { dial } = await wired(t)
  const { client, peer } = await dial()
  client.write('hello')
  const known = await peer()
  await until(() => known.told === 'hello', { what: 'the words of the client' })
  let heard = ''
  client.on('data', (bytes) => (heard += String(bytes)))
  known.socket.write('welcome')
  await until(() => heard === 'welcome', { what: 'the words of the server' })
  client.end()
  await until(() => known.ended, { what: 'the end' })
})

test('a cut wire swallows without a word, and gives back late what a client said who is gone', async (t) => {
  const { relay, dial } = await wired(t)
  const { client, peer } = await dial()
  client.write('before')
  const known = await peer()
  await until(() => known.told === 'before', { what: 'the first words' })
  relay.cut()
  client.write(' late')
  client.destroy()

  const next = await dial()
  next.client.write('again')
  const again = await next.peer()
  await until(() => again.told === 'again', { what: 'the words of the next connection, which is whole' })
  assert.deepEqual([known.told, known.ended], ['before', false])

  relay.mend()
  await until(() => known.told === 'before late' && known.ended, { what: 'the late words and the end' })
})
