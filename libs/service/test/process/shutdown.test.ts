import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'

/** A process that says "up", then runs until signalled; `close` is the body of its close function. */
async function start(t: TestContext, close: string, timeoutMs = 5_000, graceMs = 0) {
  const source = new URL('../../src/index.ts', import.meta.url).href
  const script = `
    const { createLog, runUntilSignal } = await import(${JSON.stringify(source)})
    const log = createLog({ name: 'p' })
    const held = setInterval(() => {}, 1000)
    runUntilSignal(async () => { ${close} }, {
      log,
      timeoutMs: ${timeoutMs},
      grace: { ms: ${graceMs}, leave: () => log.info('left') },
    })
    log.info('up')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const messages: string[] = []
  const exited = once(child, 'close')
  const lines = createInterface({ input: child.stdout })
  const said = (wanted: string) =>
    new Promise<void>((resolve) => {
      if (messages.includes(wanted)) return resolve()
      lines.on('line', () => messages.includes(wanted) && resolve())
    })
  lines.on('line', (line) => {
    const { msg }: { msg: string } = JSON.parse(line)
    messages.push(msg)
  })
  await said('up')
  return { child, messages, said, code: async () => ((await exited) as [number | null])[0] }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} closes once and the process ends by itself with 0`, async (t) => {
    const { child, code, messages } = await start(t, `log.info('closing'); clearInterval(held)`)
    child.kill(signal)
    assert.equal(await code(), 0)
    assert.deepEqual(messages, ['up', 'stopping', 'closing', 'stopped'])
  })
}

test('a close that fails ends the process with 1', async (t) => {
  const { child, code, messages } = await start(t, `throw new Error('cannot')`)
  child.kill('SIGTERM')
  assert.equal(await code(), 1)
  // Not the last line: what is fatal is written at once and may overtake a line being written.
  assert.ok(messages.includes('stopping failed'))
})

test('a close that hangs, or leaves something open, ends in time with 1', async (t) => {
  for (const close of ['await new Promise(() => {})', '']) {
    const { child, code, messages } = await start(t, close, 100)
    child.kill('SIGTERM')
    assert.equal(await code(), 1)
    assert.ok(messages.includes('did not stop in time'))
  }
})

test('a close that never settles, with nothing to wait for, is not a success', async (t) => {
  const { child, code } = await start(t, 'clearInterval(held); await new Promise(() => {})')
  child.kill('SIGTERM')
  assert.equal(await code(), 1)
})

test('a second signal does not wait', async (t) => {
  const { child, code, said } = await start(t, 'await new Promise(() => {})', 60_000)
  child.kill('SIGTERM')
  await said('stopping')
  child.kill('SIGINT')
  assert.equal(await code(), 1)
})

test('after SIGTERM the grace comes first, and the time limit begins after it', async (t) => {
  const { child, code, messages } = await start(t, 'clearInterval(held)', 1_000, 1_500)
  child.kill('SIGTERM')
  assert.equal(await code(), 0)
  assert.deepEqual(messages, ['up', 'leaving', 'left', 'stopping', 'stopped'])
})

test('a second signal ends the grace, and a third one everything', async (t) => {
  const { child, code, said } = await start(t, 'await new Promise(() => {})', 60_000, 60_000)
  child.kill('SIGTERM')
  await said('left')
  child.kill('SIGTERM')
  await said('stopping')
  child.kill('SIGTERM')
  assert.equal(await code(), 1)
})

test('SIGINT has no grace', async (t) => {
  const { child, code, messages } = await start(t, 'clearInterval(held)', 5_000, 60_000)
  child.kill('SIGINT')
  assert.equal(await code(), 0)
  assert.deepEqual(messages, ['up', 'stopping', 'stopped'])
})
