import { createServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { readEnvironment, reportListening } from './environment.ts'

/* Socket.IO 4 over WebSocket with its rooms, an INSERT per message, and `io.to(room).emit`. */

interface Message {
  roomId: number
  clientMessageId: string
  text: string
}
type Ack = (response: object) => void

const { port, rooms, verifier } = readEnvironment()
const server = createServer((_request, response) => response.writeHead(404).end())
const io = new Server(server, { transports: ['websocket'], serveClient: false })

io.use((socket, next) => void authenticate(socket, next))

io.on('connection', (socket) => {
  const { memberId } = socket.data as { memberId: number }

  socket.on('ping', (ack: Ack) => ack({}))
  socket.on('subscribe', ({ roomId }: { roomId: number }, ack: Ack) => {
    subscribe(roomId).then(ack, rejectWith(ack))
  })
  socket.on('send', (message: Message, ack: Ack) => {
    send(message).then(ack, rejectWith(ack))
  })

  async function subscribe(roomId: number): Promise<object> {
    await check(roomId)
    await socket.join(nameOf(roomId))
    return { roomId, position: rooms.lastSeq(roomId) }
  }

  async function send({ roomId, clientMessageId, text }: Message): Promise<object> {
    await check(roomId)
    const message = { roomId, senderId: memberId, clientMessageId, text }
    const { seq } = await rooms.store(message, ({ event }) => io.to(nameOf(roomId)).emit('message', event))
    return { roomId, seq }
  }

  async function check(roomId: number): Promise<void> {
    if (socket.rooms.has(nameOf(roomId)) || (await rooms.isMember(roomId, memberId))) return
    throw new Error('NOT_A_MEMBER')
  }
})
server.listen({ host: '127.0.0.1', port, backlog: 4_096 }, reportListening)

async function authenticate(socket: Socket, next: (error?: Error) => void): Promise<void> {
  try {
    const { memberId } = await verifier.verify(String(socket.handshake.auth['token']))
    socket.data = { memberId }
  } catch {
    return next(new Error('UNAUTHENTICATED'))
  }
  next()
}

function nameOf(roomId: number): string {
  return `room ${roomId}`
}

function rejectWith(ack: Ack): (error: Error) => void {
  return (error) => ack({ error: { code: error.message } })
}
