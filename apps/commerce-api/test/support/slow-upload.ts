import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Begins an upload whose body does not end. */
export async function slowUpload(url: string, token: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(
    `POST /v1/pictures HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer ${token}\r\ncontent-type: image/png\r\ncontent-length: 1000\r\n\r\n\x89PNG`,
  )
  return socket
}
