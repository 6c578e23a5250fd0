import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test, type TestContext } from 'node:test'
import { latch } from '@munova/testing'
import { addUploads, uploadOf } from '../../src/index.ts'
import { testServer } from '../support/test-server.ts'

/** A server whose only upload lasts until `go`; `over` resolves when it is counted no longer. */
async function openUploads(t: TestContext) {
  const { app, listen } = testServer(t)
  const [begun, working, go, over, answered] = [latch(), latch(), latch(), latch(), latch()]
  const ends: string[] = []
  const begin = () => {
    begun.resolve()
    return () => {
      ends.push('end')
      over.resolve()
    }
  }
  addUploads(app, { maxBytes: 100, begin }, (scope, onRequest) => {
    scope.post('/files', { onRequest, onSend: async () => answered.resolve() }, async (request) => {
      working.resolve()
      await go.promise
      return { bytes: uploadOf(request).length }
    })
  })
  const port = await listen()
  return { port, app, ends, begun, working, go, over, answered }
}

const head = (length: number) =>
  `POST /files HTTP/1.1\r\nhost: desk\r\ncontent-type: image/png\r\ncontent-length: ${length}\r\n\r\n`

test('an upload is counted until its answer, once', async (t) => {
  const { port, ends, go, over } = await openUploads(t)
  go.resolve()
  const response = await fetch(`http://127.0.0.1:${port}/files`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: 'four',
  })
  assert.deepEqual(await response.json(), { bytes: 4 })
  await over.promise
  assert.deepEqual(ends, ['end'])
})

test('a client that leaves after its whole body was read is counted until the work has ended', async (t) => {
  const { port, app, ends, working, go, over } = await openUploads(t)
  const socket = connect(port, '127.0.0.1')
  const [accepted] = await Promise.all([once(app.server, 'connection'), once(socket, 'connect')])
  const closed = once(accepted[0], 'close')
  socket.write(`${head(4)}four`)
  await working.promise
  socket.destroy()
  await closed
  assert.deepEqual(ends, [])
  go.resolve()
  await over.promise
  assert.deepEqual(ends, ['end'])
})

test('a client that leaves in the middle of its body is counted down once', async (t) => {
  const { port, ends, begun, over, answered } = await openUploads(t)
  const socket = connect(port, '127.0.0.1')
  socket.write(`${head(4)}fo`)
  await begun.promise
  socket.destroy()
  await Promise.all([over.promise, answered.promise])
  assert.deepEqual(ends, ['end'])
})
