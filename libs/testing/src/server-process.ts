import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Cleanup } from './cleanup.ts'

export interface ServerProcess {
  url: string
  process: ChildProcess
  /** SIGSTOP: its sockets stay open, and the kernel goes on accepting connections for it. */
  freeze(): void
  /** SIGCONT. */
  thaw(): void
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

/**
 * A server in a process of its own, so that it can be killed or frozen. `preload` is a module that runs first. Resolves when
 * it listens; killed after the test.
 */
export async function serverProcess(
  t: Cleanup,
  options: { main: URL; environment: Record<string, string | undefined>; preload?: URL },
): Promise<ServerProcess> {
  const { main, environment, preload } = options
  const flags = preload ? ['--import', preload.href] : []
  const child = spawn(process.execPath, [...flags, fileURLToPath(main)], {
    env: { ...process.env, ...environment, LOG_LEVEL: 'info' },
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
    if (entry.url === undefined || !entry.msg.endsWith('listening')) continue
    child.stdout.resume()
    return {
      url: entry.url,
      process: child,
      freeze: () => void child.kill('SIGSTOP'),
      thaw: () => void child.kill('SIGCONT'),
      kill,
    }
  }
  throw new Error('the server ended before it listened')
}
