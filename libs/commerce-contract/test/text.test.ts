import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

const source = (contract: string) =>
  readFile(new URL(`../../${contract}/src/text.ts`, import.meta.url), 'utf8')

// Chat and commerce import nothing of each other, and both must agree on what a line of text is.
test('both contracts have the same rules for text', async () => {
  assert.equal(await source('commerce-contract'), await source('chat-contract'))
})
