import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Cleanup } from '@munova/testing'
import { type WebSocket, WebSocketServer } from 'ws'

type Request = { id: number; op: string; clientMessageId: string }

/**
 * A fake of the JSON transport with one room and no database. `route` maps the seq of a message to the seqs that are
 * delivered for it (default: the message itself). `answers` decides whether a send gets a response.
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
  const subscribers = new Set<WebSocket>()
  const ids: string[] = []
  const event = (seq: number) =>
    `{"event":"message","roomId":1,"seq":${seq},"senderId":1,"senderName":"한","clientMessageId":"${ids[seq - 1]}"}`

  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { id, op, clientMessageId } = JSON.parse(data.toString()) as Request
      if (op === 'subscribe') {
        subscribers.add(socket)
        socket.send(`{"id":${id},"ok":{"roomId":1,"position":0,"lastSeq":0,"readSeq":0}}`)
        return
      }
      const seq = ids.push(clientMessageId)
      if (answers(seq))
        socket.send(`{"id":${id},"ok":{"roomId":1,"seq":${seq},"sentAt":"2026-01-01T00:00:00Z"}}`)
      for (const subscriber of subscribers) for (const each of route(seq)) subscriber.send(event(each))
    })
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, stored: () => ids.length }
}
