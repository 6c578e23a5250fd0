import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { until } from '@munova/testing'
import { exitCodes } from '../src/index.ts'
import { cleanCheckout } from './support/checkout.ts'
import { processesOf } from './support/processes.ts'

const checkout = await cleanCheckout({ after })
/** Several times what a start of all servers takes on two busy cores. */
const START_TIMEOUT_MS = 120_000
const UNDER_TRAFFIC = /→ \S+, under traffic/

/** `npm run release -- APP --local` in a checkout, with a folder of its own for all that it writes. */
async function openLocal(t: TestContext, ...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'release-local-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  // Servers that root starts run as another user.
  await chmod(folder, 0o711)
  const main = join(checkout, 'tools/release/src/main.ts')
  const child = spawn(process.execPath, [main, ...args, '--local'], {
    cwd: checkout,
    env: { PATH: process.env['PATH'], TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = once(child, 'close') as Promise<[number | null]>
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  return {
    /** What runs while it releases. */
    async running(): Promise<string> {
      const isUnderTraffic = () => child.exitCode !== null || UNDER_TRAFFIC.test(output)
      await until(isUnderTraffic, { what: 'the traffic', timeoutMs: START_TIMEOUT_MS })
      assert.match(output, UNDER_TRAFFIC)
      return (await processesOf(folder)).join('\n')
    },
    /** As Ctrl-C in a terminal does: the whole process group gets it. */
    interrupt: () => process.kill(-child.pid!, 'SIGINT'),
    /** Its output, once nothing of it is left. */
    async end(expected: number): Promise<string> {
      const [code] = await ended
      assert.equal(code, expected, output)
      assert.deepEqual(await processesOf(folder), [])
      assert.deepEqual(await readdir(folder), [])
      return output
    },
  }
}

test('in a clean checkout --local starts what it needs, releases, counts what the traffic saw, and leaves nothing', async (t) => {
  const local = await openLocal(t, 'chat-server')
  const running = await local.running()
  for (const program of [/postgres.* -D /, /beam|rabbit/, /haproxy/, /commerce-api\/old/, /chat-server\/old/])
    assert.match(running, program)
  const output = await local.end(exitCodes.done)
  assert.match(output, /▸ [\d.]+ s, [1-9]\d+ requests, 0 failed/)
  assert.match(output, /▸ [1-9]\d+ messages acked on 4 sockets: 0 lost, 0 doubled, 0 reordered; 0 not acked/)
  assert.match(output, /message: Release started: chat-server\n.*message: Released: chat-server/)
})

test('a broken version goes back, and Ctrl-C does so too', async (t) => {
  const [broken, interrupted] = await Promise.all([
    openLocal(t, 'commerce-api', '--broken', 'errors'),
    openLocal(t, 'commerce-api'),
  ])
  await interrupted.running()
  interrupted.interrupt()
  const told = /message: Release started: commerce-api\n.*message: Rolled back: commerce-api/
  const left = await interrupted.end(exitCodes.wentBack)
  assert.match(left, /✗ interrupted by SIGINT\n✗ commerce-api new is not released; old serves on/)
  assert.match(left, told)
  const output = await broken.end(exitCodes.wentBack)
  assert.match(output, /✗ worse: errors: .*\n✗ commerce-api errors is not released; old serves on/)
  assert.match(output, /\d+ × status 500/)
  assert.match(output, told)
})
