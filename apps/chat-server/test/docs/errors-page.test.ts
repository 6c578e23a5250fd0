import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  chatErrors,
  type ChatErrorCode,
  closeCodes,
  type CloseName,
  mayReconnect,
} from '@munova/chat-contract'
import { serviceProblems } from '@munova/service'
import { docsTable } from '@munova/testing'
import { ErrorCodes } from 'rsocket-core'
import { closing, refused } from '../../src/transports/rsocket/errors.ts'

const page = new URL('../../../../docs/errors.md', import.meta.url)

test('docs/errors.md lists every error of chat-server as the code has it', async () => {
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

test('docs/errors.md lists every close code, and the ranges say who may come back', async () => {
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

test('what the service library answers by itself has the same status here', () => {
  for (const [code, row] of Object.entries(serviceProblems)) {
    assert.ok(code in chatErrors, code)
    assert.equal(chatErrors[code as keyof typeof chatErrors].status, row.status, code)
  }
})
