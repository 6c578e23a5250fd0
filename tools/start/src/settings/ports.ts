import { probePort } from '@munova/tool-services'
import { codeOf, StartFailure } from './failure.ts'
import type { Settings } from './settings.ts'

/** Replaces every port 0 by a free port. Throws StartFailure for a port that is in use. */
export async function choosePorts(settings: Settings): Promise<Settings> {
  const { host } = settings
  const storefrontPort = await freePort(host, settings.storefrontPort, 'STOREFRONT_PORT')
  const commercePort = await freePort(host, settings.commercePort, 'COMMERCE_PORT')
  const chatPorts: number[] = []
  for (const port of settings.chatPorts) chatPorts.push(await freePort(host, port, 'CHAT_PORT'))
  const rsocketPorts: number[] = []
  for (const port of settings.rsocketPorts) rsocketPorts.push(await freePort(host, port, 'RSOCKET_PORT'))
  const { fakeTossPort: wanted } = settings
  const fakeTossPort = wanted === undefined ? undefined : await freePort(host, wanted, 'FAKE_TOSS_PORT')
  const mailbox = settings.mailbox && {
    port: await freePort(host, settings.mailbox.port, 'MAILBOX_PORT'),
    smtpPort: await freePort(host, settings.mailbox.smtpPort, 'MAILBOX_SMTP_PORT'),
  }
  return { ...settings, mailbox, storefrontPort, commercePort, chatPorts, rsocketPorts, fakeTossPort }
}

/** Resolves with the port, or a free one for 0. The port may still be taken before the app binds it. */
async function freePort(host: string, port: number, variable: string): Promise<number> {
  try {
    return await probePort({ host, port })
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error
    throw new StartFailure(`port ${port} is in use: stop what uses it, or set ${variable} to another port`)
  }
}
