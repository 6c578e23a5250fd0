import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { logLines } from '@munova/testing'

const program = fileURLToPath(new URL('../support/talkative.ts', import.meta.url))

test('a process whose output nobody reads goes on, and writes what waits once it is read', async (t) => {
  const { child, says } = await start(t)
  assert.equal(await says(2_000), 0)
  const text = read(child.stdout!)
  child.disconnect()
  const lines = logLines(await text)
  assert.deepEqual(
    lines.map(({ line }) => line),
    [...Array.from({ length: 2_000 }, (_, line) => line), undefined],
  )
})

test('what waits is bounded: lines that are too many are counted', async (t) => {
  const { child, says } = await start(t)
  const dropped = await says(20_000)
  assert.ok(dropped > 0 && dropped < 20_000, String(dropped))
  const more = await says(1_000)
  assert.ok(more > dropped, String(more))
  const text = read(child.stdout!)
  child.disconnect()
  const kept = logLines(await text).filter(({ msg }) => msg === 'said')
  assert.equal(kept.length, 21_000 - more)
})

async function start(t: TestContext) {
  const child = fork(program, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  t.after(() => child.kill('SIGKILL'))
  const answer = async () => ((await once(child, 'message')) as [number])[0]
  assert.equal(await answer(), -1)
  const says = (lines: number) => {
    child.send(lines)
    return answer()
  }
  return { child, says }
}

async function read(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk as string
  return text
}
