import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { readEnvironment, tellListening } from './environment.ts'

/*
 * The chat server that one writes first: `ws`, an INSERT for each message, then `send` to each member of the room. It
 * speaks the JSON of our own server, as far as the load needs it.
 */

interface Request {
  id: number
  op: 'subscribe' | 'send' | 'ping'
  roomId: number
  clientMessageId: string
  content: { text: string }
}

const { port, rooms, verifier } = readEnvironment()
const listeners = new Map<number, Set<WebSocket>>()
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
const server = createServer((_request, response) => response.writeHead(404).end())

server.on('upgrade', (request, socket, head) => {
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
  verifier.verify(token).then(
    ({ memberId }) => sockets.handleUpgrade(request, socket, head, (ws) => serve(ws, memberId)),
    () => socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n'),
  )
})
server.listen({ host: '127.0.0.1', port, backlog: 4_096 }, tellListening)

function serve(ws: WebSocket, memberId: number): void {
  const joined = new Set<number>()
  const answer = (id: number, ok: object) => ws.send(JSON.stringify({ id, ok }))
  const refuse = (id: number, code: string) => ws.send(JSON.stringify({ id, error: { code } }))

  ws.on('message', (data: Buffer) => {
    const request = JSON.parse(data.toString()) as Request
    handle(request).catch(() => refuse(request.id, 'INTERNAL'))
  })
  ws.on('error', () => ws.terminate())
  ws.on('close', () => {
    for (const roomId of joined) listeners.get(roomId)?.delete(ws)
  })

  async function handle({ id, op, roomId, clientMessageId, content }: Request): Promise<void> {
    if (op === 'ping') return answer(id, {})
    if (!joined.has(roomId) && !(await rooms.isMember(roomId, memberId))) return refuse(id, 'NOT_A_MEMBER')
    if (op === 'subscribe') {
      joined.add(roomId)
      const room = listeners.get(roomId) ?? new Set()
      listeners.set(roomId, room.add(ws))
      return answer(id, { roomId, position: rooms.lastSeq(roomId) })
    }
    const message = { roomId, senderId: memberId, clientMessageId, text: content.text }
    const { seq } = await rooms.store(message, ({ event }) => {
      const json = JSON.stringify(event)
      for (const listener of listeners.get(roomId) ?? []) listener.send(json)
    })
    answer(id, { roomId, seq })
  }
}
