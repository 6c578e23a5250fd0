import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { exitCodes, release } from '../src/index.ts'
import { openSite, type Site } from './support/site.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

async function run(site: Site, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const options = ['--fleet', site.fleetFile, '--state', site.folder]
  const child = spawn(process.execPath, [main, ...args, ...options], { stdio: 'pipe' })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

test('each outcome has its exit code', async (t) => {
  const site = await openSite(t)
  await site.version('v2', 'good')
  await site.version('v3', 'exits')
  assert.equal((await run(site, 'pages', '--version', 'v2')).code, exitCodes.done)
  assert.equal((await run(site, 'pages', '--version', 'v3')).code, exitCodes.wentBack)
  assert.equal((await run(site, 'rollback', 'pages')).code, exitCodes.done)
  assert.equal((await run(site, 'recover', 'pages')).code, exitCodes.done)
  const status = await run(site, 'status')
  assert.equal(status.code, exitCodes.done)
  assert.match(status.output, /^pages v1, before it v2\n {2}a1 {2}v1 {2}weight 100/)
  for (const wrong of [
    ['pages'],
    ['pages', '--version', 'v9'],
    ['shop', '--version', 'v2'],
    ['pages', '--local', '--version', 'v2'],
    ['--nothing'],
    [],
  ])
    assert.equal((await run(site, ...wrong)).code, exitCodes.usage, wrong.join(' '))

  // While another release runs.
  const codes: (number | null)[] = []
  let asked: Promise<void> | undefined
  await release('v2', {
    ...site.options,
    observe(step) {
      if (step === 'begin') asked ??= run(site, 'rollback', 'pages').then(({ code }) => void codes.push(code))
    },
  })
  await asked
  assert.deepEqual(codes, [exitCodes.locked])
})
