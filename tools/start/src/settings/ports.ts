import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { codeOf, StartFailure } from './failure.ts'
import type { Settings } from './settings.ts'

/** The settings with a port number for every 0. Throws StartFailure for a port that somebody else has. */
export async function choosePorts(settings: Settings): Promise<Settings> {
  const { host } = settings
  const commercePort = await freePort(host, settings.commercePort, 'COMMERCE_PORT')
  const chatPorts: number[] = []
  for (const port of settings.chatPorts) chatPorts.push(await freePort(host, port, 'CHAT_PORT'))
  const rsocketPorts: number[] = []
  for (const port of settings.rsocketPorts) rsocketPorts.push(await freePort(host, port, 'RSOCKET_PORT'))
  const { fakeTossPort: wanted } = settings
  const fakeTossPort = wanted === undefined ? undefined : await freePort(host, wanted, 'FAKE_TOSS_PORT')
  return { ...settings, commercePort, chatPorts, rsocketPorts, fakeTossPort }
}

/** Free at this moment: an app that loses it in between says so itself. */
async function freePort(host: string, port: number, variable: string): Promise<number> {
  const server = createServer()
  try {
    server.listen({ host, port, exclusive: true })
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error
    throw new StartFailure(`port ${port} is in use: stop what uses it, or set ${variable} to another port`)
  } finally {
    if (server.listening) {
      server.close()
      await once(server, 'close')
    }
  }
}
