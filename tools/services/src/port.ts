import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152). A server
 * that is stopped for a while would else lose its port to one of them, or a client that knocks at the closed
 * port would be given that very port and meet itself.
 */
const FIRST = 20_000
const LAST = 32_000
const ATTEMPTS = 100

/**
 * A free port of 127.0.0.1: the first of the wanted ones that is free, else any. It is free at this moment,
 * not reserved: whoever binds it must be ready to lose it and to ask again.
 */
export async function freePort(...wanted: (number | undefined)[]): Promise<number> {
  for (const port of wanted) {
    if (port && (await isFree(port))) return port
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(FIRST, LAST)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`)
}

/** Whether the port of 127.0.0.1 can be bound now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
