import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import assert from 'node:assert/strict'

/** Starts a server in a supervisor process and kills the supervisor with SIGKILL; returns the URL of the server. */
export async function killedSupervisor(what: 'postgres' | 'rabbit', directory: string): Promise<string> {
  const script = fileURLToPath(new URL('supervise.ts', import.meta.url))
  const supervisor = spawn(process.execPath, [script, what, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output] = await once(supervisor.stdout, 'data')
  assert.ok(Buffer.isBuffer(output))
  supervisor.kill('SIGKILL')
  await once(supervisor, 'exit')
  return output.toString().trim()
}
