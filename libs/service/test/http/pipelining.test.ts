import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { test } from 'node:test'
import { testServer } from '../support/test-server.ts'

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: munova.example\r\n\r\n`

async function listening(t: Parameters<typeof testServer>[0]) {
  const { app } = testServer(t)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { app, port: (app.server.address() as AddressInfo).port }
}

test('a client that pipelines a few requests gets their responses in order', async (t) => {
  const { port } = await listening(t)
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  t.after(() => socket.destroy())
  const paths = ['/livez', '/nowhere', '/livez', '/readyz', '/livez']
  socket.write(paths.map(request).join(''))
  let text = ''
  while ((text.match(/HTTP\/1\.1 /g) ?? []).length < paths.length) {
    text += String((await once(socket, 'data'))[0])
  }
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))
  assert.deepEqual(statuses, [200, 404, 200, 200, 200])
})

test('a client that pipelines thousands of requests is disconnected, and they are not worked on', async (t) => {
  const { app, port } = await listening(t)
  let documents = 0
  app.server.on('request', () => documents++)
  const socket = connect(port, '127.0.0.1')
  t.after(() => socket.destroy())
  let received = 0
  socket.on('data', (bytes) => (received += bytes.length)).on('error', () => {})
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(request('/openapi.json').repeat(1_500))
  await closed
  // At most those that may be in flight, each smaller than this.
  const { body } = await app.inject('/openapi.json')
  assert.ok(received < 17 * (body.length + 2_000), `${received} bytes`)
  assert.ok(documents > 0)
  const response = await fetch(`http://127.0.0.1:${port}/livez`)
  assert.equal(response.status, 200)
})

test('the API document is serialized once', async (t) => {
  const { app } = testServer(t)
  await app.ready()
  const document = app.swagger()
  let made = 0
  Object.assign(app, {
    swagger() {
      made++
      return document
    },
  })
  const [first, second] = [await app.inject('/openapi.json'), await app.inject('/openapi.json')]
  assert.equal(first.body, second.body)
  assert.equal(first.headers['content-type'], 'application/json; charset=utf-8')
  assert.equal(made, 1)
})
