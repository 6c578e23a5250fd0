import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { acquireLock } from '@munova/tool-services'
import { freePort, testEdge } from '@munova/testing'
import { Balancer } from '../src/balancer/balancer.ts'
import { readFleet, reloadBalancer } from '../src/index.ts'

/* Of RFC 6455, 1.3. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='

test('a reload of deploy/haproxy.cfg keeps drains, weights, empty slots and open connections', async (t) => {
  const node = createServer((_request, response) => void response.end('served'))
  node.on('upgrade', (_request, socket) => {
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n' +
        `sec-websocket-accept: ${ACCEPT}\r\n\r\n`,
    )
    socket.on('error', () => {}).pipe(socket)
  })
  node.listen(0, '127.0.0.1')
  await once(node, 'listening')
  t.after(() => node.close())
  const { port } = node.address() as { port: number }
  const nodes = Object.fromEntries(
    ['a1', 'a2', 'b1'].map((slot) => [`chat-server-${slot}`, { port, rsocketPort: port }]),
  )
  const edge = await testEdge(t, { nodes, hasMaster: true })
  const fleetFile = join(edge.folder, 'fleet.json')
  await writeFile(fleetFile, JSON.stringify({ balancer: { folder: edge.folder }, apps: {} }))
  const fleet = await readFleet(fleetFile)
  const backends = ['chat-server', 'chat-rsocket']
  const balancer = new Balancer({ admin: fleet.balancer.admin, backends, timeoutMs: 5_000 })
  // The other half of the slots serves, as after a release.
  await balancer.admit('b1', 7)
  await balancer.withhold('a1')
  await balancer.empty('a2')

  const socket = connect(edge.port(4100), '127.0.0.1')
  socket.write(
    'GET /ws HTTP/1.1\r\nhost: chat\r\nupgrade: websocket\r\nconnection: upgrade\r\n' +
      `sec-websocket-version: 13\r\nsec-websocket-key: ${KEY}\r\n\r\n`,
  )
  await once(socket, 'data')
  await reloadBalancer(fleet, edge.folder)
  for (const [slot, status, weight] of [
    ['b1', 'UP', 7],
    ['a1', 'DRAIN', 0],
    ['a2', 'MAINT', 100],
    ['b2', 'MAINT', 1],
  ] as const) {
    const found = await balancer.status(slot)
    assert.match(found!.status, new RegExp(`^${status}`), slot)
    if (slot !== 'a2') assert.equal(found!.weight, weight, slot)
  }
  assert.equal(await (await fetch(`http://127.0.0.1:${edge.port(4100)}/v1/rooms`)).text(), 'served')
  socket.write('echo')
  assert.equal(String((await once(socket, 'data'))[0]), 'echo')
  socket.destroy()
})

test('there is no reload while a release runs, nor where the fleet does not say how', async (t) => {
  const edge = await testEdge(t, { hasMaster: true })
  const fleetFile = join(edge.folder, 'fleet.json')
  const fleetOf = async (balancer: object) => {
    await writeFile(fleetFile, JSON.stringify({ balancer, apps: {} }))
    return readFleet(fleetFile)
  }
  const fleet = await fleetOf({ folder: edge.folder })
  const unlock = await acquireLock(join(edge.folder, 'lock'))
  await assert.rejects(reloadBalancer(fleet, edge.folder), { name: 'LockHeld' })
  await unlock()
  await assert.rejects(
    reloadBalancer(await fleetOf({ adminPort: await freePort() }), edge.folder),
    /needs the folder/,
  )
  await assert.rejects(readFile(join(edge.folder, 'servers.state'), 'utf8'), { code: 'ENOENT' })
})
