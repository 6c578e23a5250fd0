import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { readEnvironment, reportListening } from './environment.ts'

/*
 * A simple chat server: `ws`, an INSERT per message, then `send` to each member of the room. It implements the part of the
 * chat server's JSON protocol that the load needs.
 */

interface Request {
  id: number
  op: 'subscribe' | 'send' | 'ping'
  roomId: number
  clientMessageId: string
  content: { text: string }
}

const { port, rooms, verifier } = readEnvironment()
const subscribers = new Map<number, Set<WebSocket>>()
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
const server = createServer((_request, response) => response.writeHead(404).end())

server.on('upgrade', (request, socket, head) => {
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
  verifier.verify(token).then(
    ({ memberId }) => sockets.handleUpgrade(request, socket, head, (ws) => serve(ws, memberId)),
    () => socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n'),
  )
})
server.listen({ host: '127.0.0.1', port, backlog: 4_096 }, reportListening)

function serve(ws: WebSocket, memberId: number): void {
  const joined = new Set<number>()
  const respond = (id: number, ok: object) => ws.send(JSON.stringify({ id, ok }))
  const reject = (id: number, code: string) => ws.send(JSON.stringify({ id, error: { code } }))

  ws.on('message', (data: Buffer) => {
    const request = JSON.parse(data.toString()) as Request
    handle(request).catch(() => reject(request.id, 'INTERNAL'))
  })
  ws.on('error', () => ws.terminate())
  ws.on('close', () => {
    for (const roomId of joined) subscribers.get(roomId)?.delete(ws)
  })

  async function handle({ id, op, roomId, clientMessageId, content }: Request): Promise<void> {
    if (op === 'ping') return respond(id, {})
    if (!joined.has(roomId) && !(await rooms.isMember(roomId, memberId))) return reject(id, 'NOT_A_MEMBER')
    if (op === 'subscribe') {
      joined.add(roomId)
      const room = subscribers.get(roomId) ?? new Set()
      subscribers.set(roomId, room.add(ws))
      return respond(id, { roomId, position: rooms.lastSeq(roomId) })
    }
    const message = { roomId, senderId: memberId, clientMessageId, text: content.text }
    const { seq } = await rooms.store(message, ({ event }) => {
      const json = JSON.stringify(event)
      for (const subscriber of subscribers.get(roomId) ?? []) subscriber.send(json)
    })
    respond(id, { roomId, seq })
  }
}
