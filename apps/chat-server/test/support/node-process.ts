import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Cleanup } from '@munova/testing'
import type { Chat } from './chat.ts'

export interface NodeProcess {
  url: string
  process: ChildProcess
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

/** A node in a process of its own, so that it can be killed. Needs a chat with a real broker. `preload` is a module that runs first. */
export async function nodeProcess(
  t: Cleanup,
  chat: Chat,
  options: { preload?: URL; settings?: Record<string, string> } = {},
): Promise<NodeProcess> {
  const flags = options.preload ? ['--import', options.preload.href] : []
  const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
  const environment = { ...chat.environment, ...options.settings }
  const child = spawn(process.execPath, [...flags, program], {
    env: { ...process.env, ...environment, AMQP_URL: chat.amqpUrl, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  t.after(kill)
  for await (const line of createInterface({ input: child.stdout })) {
    const entry = JSON.parse(line) as { msg: string; url?: string }
    if (entry.msg !== 'listening') continue
    child.stdout.resume()
    return { url: entry.url!, process: child, kill }
  }
  throw new Error('the node ended before it listened')
}
