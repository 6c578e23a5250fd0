import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import type { Cleanup } from '@munova/testing'

export interface Cable {
  url: string
  /** Connections made through it so far. */
  readonly count: number
  /** How often the server said something. */
  readonly heard: number
  /** Nothing passes any more on the connections there are, and nobody is told; new ones work. */
  freeze(): void
  /** What the server says from now on is not passed on until `cut`. */
  mute(): void
  /** Resets all connections there are. */
  cut(): void
}

/** A TCP connection between a client and a server that can be damaged. */
export async function layCable(t: Cleanup, serverUrl: string): Promise<Cable> {
  const { hostname, port } = new URL(serverUrl)
  const pairs = new Set<{ near: Socket; far: Socket }>()
  let count = 0
  let heard = 0
  const server = createServer((near) => {
    count++
    const far = connect(Number(port), hostname)
    const pair = { near, far }
    pairs.add(pair)
    const end = () => {
      near.destroy()
      far.destroy()
      pairs.delete(pair)
    }
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
    near.pipe(far)
    far.pipe(near)
    far.on('data', () => heard++)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const each = (run: (pair: { near: Socket; far: Socket }) => void) => {
    for (const pair of pairs) run(pair)
  }
  const mute = () => each(({ near, far }) => far.unpipe(near).resume())
  const cut = () => each(({ near }) => near.resetAndDestroy())
  t.after(async () => {
    cut()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    get count() {
      return count
    },
    get heard() {
      return heard
    },
    freeze: () => {
      mute()
      each(({ near, far }) => near.unpipe(far).resume())
    },
    mute,
    cut,
  }
}
