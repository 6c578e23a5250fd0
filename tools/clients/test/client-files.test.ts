import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { clientFiles } from '../src/index.ts'

test('the clients know the operations of the servers as they are (npm run clients writes them)', async (t) => {
  for (const { file, text } of await clientFiles(t)) {
    assert.ok((await readFile(file, 'utf8')) === text, `${file.pathname} is out of date: npm run clients`)
  }
})
