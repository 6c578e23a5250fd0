import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Begins an upload whose body does not end. */
export async function slowUpload(
  url: string,
  token: string,
  { path = '/v1/pictures', type = 'image/png' }: { path?: string; type?: string } = {},
): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer ${token}\r\ncontent-type: ${type}\r\ncontent-length: 1000\r\n\r\n\x89PNG`,
  )
  return socket
}
