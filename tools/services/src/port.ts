import { createServer } from 'node:net'
import { once } from 'node:events'

/**
 * A free port of 127.0.0.1: the first of the wanted ones that is free, else any. It is free at this moment,
 * not reserved: whoever binds it must be ready to lose it and to ask again.
 */
export async function freePort(...wanted: (number | undefined)[]): Promise<number> {
  for (const port of wanted) {
    if (port && (await isFree(port))) return port
  }
  return await bind(0)
}

/** Whether the port of 127.0.0.1 can be bound now. */
export async function isFree(port: number): Promise<boolean> {
  return (await bind(port).catch(() => undefined)) === port
}

async function bind(port: number): Promise<number> {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
