import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../src/machine/port.ts'

/** Calls `freePort(wanted)` in another process, which runs until `end`. */
async function inOtherProcess(
  t: TestContext,
  wanted: number,
): Promise<{ port: number; end: () => Promise<void> }> {
  const script = fileURLToPath(new URL('../support/hold-port.ts', import.meta.url))
  const child = spawn(process.execPath, [script, String(wanted)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  t.after(() => child.kill('SIGKILL'))
  const [output] = await once(child.stdout, 'data')
  return {
    port: Number(String(output)),
    async end() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

test('a port stays reserved for its process, also while nothing listens on it', async (t) => {
  const port = await freePort()
  assert.notEqual((await inOtherProcess(t, port)).port, port)
  assert.equal(await freePort(port), port)
})

test('the port of a killed process can be reserved again', async (t) => {
  const dead = await inOtherProcess(t, 0)
  assert.notEqual(await freePort(dead.port), dead.port)
  await dead.end()
  assert.equal(await freePort(dead.port), dead.port)
})
