import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat, text } from '../../support/chat.ts'

test('a removed member cannot come back until the owner allows it, and a repeated removal is answered alike', async (t) => {
  const chat = await openChat(t)
  const [owner, member, other] = [await chat.member(), await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id, member.id, other.id)
  const path = (rest: string) => `/v1/groups/${roomId}/${rest}`
  const join = () => chat.call(member, { method: 'POST', path: path('join') })
  for (let attempt = 0; attempt < 2; attempt++) {
    const removed = await chat.call(owner, { method: 'DELETE', path: path(`members/${member.id}`) })
    assert.equal(removed.status, 204)
  }
  const rejected = await join()
  assert.deepEqual([rejected.status, rejected.body.code], [403, 'REMOVED_FROM_GROUP'])

  const list = { path: path('removed-members') }
  const { body } = await chat.call(owner, list)
  assert.deepEqual(
    body.items.map(({ id }: { id: number }) => id),
    [member.id],
  )
  assert.equal((await chat.call(other, list)).body.code, 'NOT_THE_OWNER')
  const allow = { method: 'DELETE', path: path(`removed-members/${member.id}`) }
  assert.equal((await chat.call(member, allow)).body.code, 'NOT_THE_OWNER')
  assert.equal((await chat.call(owner, allow)).status, 204)
  assert.equal((await chat.call(owner, list)).body.items.length, 0)

  assert.equal((await join()).status, 200)
  const client = await chat.client(member)
  await client.request('send', text(roomId, 'back'))
  // Whoever leaves may come back.
  assert.equal((await chat.call(member, { method: 'POST', path: path('leave') })).status, 204)
  assert.equal((await join()).status, 200)
})
