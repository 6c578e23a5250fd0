import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { buildPages } from '../src/build-pages.ts'

test('who builds at the same time gets whole pages, and nothing of what was in the folder', async (t) => {
  const base = await mkdtemp(join(tmpdir(), 'munova-pages-'))
  t.after(() => rm(base, { recursive: true, force: true }))
  const folders = ['하나', 'two', 'three'].map((name) => join(base, name))
  await mkdir(folders[0]!)
  await writeFile(join(folders[0]!, 'old.js'), '')
  await Promise.all(folders.map((folder) => buildPages(folder)))

  const [first, ...others] = await Promise.all(
    folders.map(async (folder) => (await readdir(folder, { recursive: true })).toSorted()),
  )
  assert.ok(first!.includes('handler.js') && !first!.includes('old.js'), first!.join(' '))
  for (const other of others) assert.deepEqual(other, first)
  const { handler } = (await import(pathToFileURL(join(folders[1]!, 'handler.js')).href)) as {
    handler: unknown
  }
  assert.equal(typeof handler, 'function')
})

test('who gives up while another builds leaves it alone', async (t) => {
  const base = await mkdtemp(join(tmpdir(), 'munova-pages-'))
  t.after(() => rm(base, { recursive: true, force: true }))
  const builds = buildPages(join(base, 'builds'))
  const givesUp = AbortSignal.abort(new Error('enough'))
  await assert.rejects(buildPages(join(base, 'waits'), { signal: givesUp }), /enough/)
  await builds
  assert.ok((await readdir(join(base, 'builds'))).includes('handler.js'))
})
