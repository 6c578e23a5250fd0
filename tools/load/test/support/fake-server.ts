import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Cleanup } from '@munova/testing'
import { type WebSocket, WebSocketServer } from 'ws'

type Request = { id: number; op: string; clientMessageId: string }

/**
 * Speaks the frames of the JSON transport for one room and no database. `route` says what of the message with this seq
 * a listener gets, as seqs; the default is that message. `answers` says whether a send is answered.
 */
export async function fakeServer(
  t: Cleanup,
  options: { route?: (seq: number) => number[]; answers?: (seq: number) => boolean } = {},
): Promise<{ url: string; stored: () => number }> {
  const { route = (seq) => [seq], answers = () => true } = options
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  t.after(async () => {
    for (const socket of server.clients) socket.terminate()
    server.close()
    await once(server, 'close')
  })
  await once(server, 'listening')
  const listeners = new Set<WebSocket>()
  const ids: string[] = []
  const event = (seq: number) =>
    `{"event":"message","roomId":1,"seq":${seq},"senderId":1,"senderName":"한","clientMessageId":"${ids[seq - 1]}"}`

  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { id, op, clientMessageId } = JSON.parse(data.toString()) as Request
      if (op === 'subscribe') {
        listeners.add(socket)
        socket.send(`{"id":${id},"ok":{"roomId":1,"position":0,"lastSeq":0,"readSeq":0}}`)
        return
      }
      const seq = ids.push(clientMessageId)
      if (answers(seq))
        socket.send(`{"id":${id},"ok":{"roomId":1,"seq":${seq},"sentAt":"2026-01-01T00:00:00Z"}}`)
      for (const listener of listeners) for (const each of route(seq)) listener.send(event(each))
    })
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, stored: () => ids.length }
}
