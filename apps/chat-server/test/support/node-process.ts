import { type Cleanup, serverProcess, type ServerProcess } from '@munova/testing'
import type { Chat } from './chat.ts'

/** A node in a process of its own, so that it can be killed. Needs a chat with a real broker. `preload` is a module that runs first. */
export function nodeProcess(
  t: Cleanup,
  chat: Chat,
  { preload, settings }: { preload?: URL; settings?: Record<string, string> } = {},
): Promise<ServerProcess> {
  const environment = { ...chat.environment, ...settings, AMQP_URL: chat.amqpUrl }
  const main = new URL('../../src/main.ts', import.meta.url)
  return serverProcess(t, { main, environment, ...(preload && { preload }) })
}
