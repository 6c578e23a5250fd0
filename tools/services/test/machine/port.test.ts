import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../src/machine/port.ts'

/** What `freePort(wanted)` gives in a process of its own, which stays until `end`. */
async function elsewhere(
  t: TestContext,
  wanted: number,
): Promise<{ port: number; end: () => Promise<void> }> {
  const script = fileURLToPath(new URL('../support/hold-port.ts', import.meta.url))
  const child = spawn(process.execPath, [script, String(wanted)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  t.after(() => child.kill('SIGKILL'))
  const [said] = await once(child.stdout, 'data')
  return {
    port: Number(String(said)),
    async end() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

test('a port stays with the process that was given it, also while nothing listens there', async (t) => {
  const port = await freePort()
  assert.notEqual((await elsewhere(t, port)).port, port)
  assert.equal(await freePort(port), port)
})

test('the port of a process that was killed can be had again', async (t) => {
  const dead = await elsewhere(t, 0)
  assert.notEqual(await freePort(dead.port), dead.port)
  await dead.end()
  assert.equal(await freePort(dead.port), dead.port)
})
