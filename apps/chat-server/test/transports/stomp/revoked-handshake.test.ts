import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { until } from '@munova/testing'
import { applyMembers } from '../../../src/projection/apply.ts'
import { openChat } from '../../support/chat.ts'
import { RawStomp } from '../../support/stomp-client.ts'

test('a token that becomes void between the handshake and CONNECT opens no session', async (t) => {
  const chat = await openChat(t)
  const [node] = chat.nodes
  const member = await chat.member()
  const raw = await RawStomp.open(t, node!, { headers: { authorization: `Bearer ${member.token}` } })
  const state = { id: member.id, displayName: 'x', role: 'BUYER', status: 'ACTIVE' } as const
  await applyMembers(chat.sql, [{ ...state, tokenGeneration: 1, revision: 1_000 }])
  const isVoid = async () => (await chat.call(member, { path: '/v1/rooms' })).status === 401 || undefined
  await until(isVoid, { what: 'the token to be void' })
  raw.send('CONNECT', { 'accept-version': '1.2' })
  assert.equal((await raw.closed()).code, closeCodes.UNAUTHENTICATED.code)
})
