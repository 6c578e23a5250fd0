import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import assert from 'node:assert/strict'

/** Starts a server under a supervisor of its own, kills the supervisor with SIGKILL; gives the server's address. */
export async function killedSupervisor(what: 'postgres' | 'rabbit', directory: string): Promise<string> {
  const script = fileURLToPath(new URL('supervise.ts', import.meta.url))
  const supervisor = spawn(process.execPath, [script, what, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = await once(supervisor.stdout, 'data')
  assert.ok(Buffer.isBuffer(said))
  supervisor.kill('SIGKILL')
  await once(supervisor, 'exit')
  return said.toString().trim()
}
