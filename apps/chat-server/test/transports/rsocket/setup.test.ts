import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeCodes } from '@munova/chat-contract'
import { ErrorCodes } from 'rsocket-core'
import { type Json, openChat } from '../../support/chat.ts'
import { type Over, RSocketTestClient, type SetupOptions } from '../../support/rsocket-client.ts'
import { routing } from '../../support/rsocket-metadata.ts'

for (const over of ['tcp', 'websocket'] as Over[]) {
  test(`${over}: a SETUP without a valid token is rejected with the reason, and how to go on`, async (t) => {
    const chat = await openChat(t, { settings: { CONNECTIONS_PER_MEMBER: '100' } })
    const member = await chat.member()
    const expired = await chat.tokens.sign({ memberId: member.id, expiresIn: -60 })
    const [head, , signature] = member.token.split('.')
    const claims = Buffer.from(JSON.stringify({ sub: '1', role: 'ADMIN', exp: 9e9 })).toString('base64url')
    const cases: [string, SetupOptions, string, number][] = [
      ['nonsense', {}, 'UNAUTHENTICATED', closeCodes.UNAUTHENTICATED.code],
      [`${head}.${claims}.${signature}`, {}, 'UNAUTHENTICATED', closeCodes.UNAUTHENTICATED.code],
      [expired, {}, 'TOKEN_EXPIRED', closeCodes.TOKEN_EXPIRED.code],
      ['', { payload: {} }, 'UNAUTHENTICATED', closeCodes.UNAUTHENTICATED.code],
      ['', { payload: { metadata: Buffer.from('fe0000', 'hex') } }, 'UNAUTHENTICATED', 4501],
      ['nonsense', { metadataMimeType: routing }, 'UNAUTHENTICATED', closeCodes.UNAUTHENTICATED.code],
      [member.token, { dataMimeType: 'application/cbor' }, 'UNSUPPORTED_MEDIA_TYPE', 4500],
      [member.token, { metadataMimeType: 'text/plain' }, 'UNSUPPORTED_MEDIA_TYPE', 4500],
    ]
    for (const [token, options, code, closeCode] of cases) {
      const client = await RSocketTestClient.open(chat.nodes[0]!, token, { over, ...options })
      t.after(() => client.close())
      const closed = await client.closed()
      assert.equal(closed.code, ErrorCodes.REJECTED_SETUP)
      assert.deepEqual([closed.text.code, closed.text.closeCode], [code, closeCode])
      assert.ok(!JSON.stringify(closed.text).includes(member.token))
    }
  })

  test(`${over}: where metadata is the route alone, SETUP carries the token as metadata or as data`, async (t) => {
    const chat = await openChat(t)
    const member = await chat.member()
    for (const payload of [{ metadata: Buffer.from(member.token) }, { data: Buffer.from(member.token) }]) {
      const options = { over, metadataMimeType: routing, payload }
      const client = await RSocketTestClient.open(chat.nodes[0]!, '', options)
      t.after(() => client.close())
      assert.deepEqual(await client.ask('chat.ping'), {})
    }
  })
}

test('the handshake of a WebSocket may carry the token instead', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const open = (token: string) =>
    RSocketTestClient.open(chat.nodes[0]!, '', {
      over: 'websocket',
      payload: {},
      headers: { authorization: `Bearer ${token}` },
    })
  const client = await open(member.token)
  t.after(() => client.close())
  const roomId = await chat.group(member.id)
  assert.equal((await client.ask('join', { roomId })).roomId, roomId)
  await assert.rejects(open('nonsense'))
})

test('a member with more connections than allowed, over any transport: the oldest is closed with a final code', async (t) => {
  const chat = await openChat(t, { settings: { CONNECTIONS_PER_MEMBER: '1' } })
  const member = await chat.member()
  const client = await RSocketTestClient.open(chat.nodes[0]!, member.token)
  t.after(() => client.close())
  await client.ask('chat.ping')
  await chat.client(member)
  const { code, text } = await client.closed()
  assert.equal(code, ErrorCodes.CONNECTION_ERROR)
  assert.deepEqual([text.code, text.closeCode], ['REPLACED', closeCodes.REPLACED.code])
})

test('requests that come in one write with the SETUP are answered once the token is checked', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const client = await RSocketTestClient.open(chat.nodes[0]!, member.token)
  t.after(() => client.close())
  const answers: Json[] = await Promise.all(Array.from({ length: 50 }, () => client.ask('chat.ping')))
  assert.equal(answers.length, 50)
})
