import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  chatErrors,
  type ChatErrorCode,
  closeCodes,
  type CloseName,
  mayReconnect,
} from '@munova/chat-contract'
import { type ProblemRow, type ProblemTable, serviceProblems } from '@munova/service'
import { docsTable } from '@munova/testing'
import { ErrorCodes } from 'rsocket-core'
import { closing, refused } from '../../src/transports/rsocket/errors.ts'

const page = new URL('../../../../docs/errors.md', import.meta.url)

test('docs/errors.md lists every error of chat-server', async () => {
  assert.deepEqual(
    await docsTable(page, 'chat-server'),
    Object.entries(chatErrors).map(([code, row]) => [
      code,
      `${row.status}`,
      ErrorCodes[refused({ code: code as ChatErrorCode, message: '', temporary: false }).code],
      row.temporary ? 'yes' : 'no',
      row.title,
    ]),
  )
})

test('docs/errors.md lists every close code, and the ranges tell which clients may reconnect', async () => {
  assert.deepEqual(
    await docsTable(page, 'Close codes'),
    Object.entries(closeCodes).map(([name, row]) => [
      `${row.code}`,
      name,
      ErrorCodes[closing(name as CloseName, true).code],
      row.reason,
    ]),
  )
  for (const { code } of Object.values(closeCodes)) assert.equal(mayReconnect(code), code < 4500)
  for (const code of [1001, 1006, 1011, 1012]) assert.equal(mayReconnect(code), true)
  for (const code of [1002, 1007, 1009]) assert.equal(mayReconnect(code), false)
})

test('what the service library answers by itself has the same status and details here', () => {
  const table: ProblemTable = chatErrors
  for (const [code, row] of Object.entries<ProblemRow>(serviceProblems)) {
    assert.equal(table[code]?.status, row.status, code)
    for (const detail of Object.keys(row.details ?? {})) assert.ok(table[code]?.details?.[detail], detail)
  }
})
