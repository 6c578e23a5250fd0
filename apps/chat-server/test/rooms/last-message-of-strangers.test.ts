import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat, text } from '../support/chat.ts'

for (const historyVisibility of ['ALL', 'SHARED', 'JOINED']) {
  test(`who is not in a group with ${historyVisibility} reads no message of it, nor who was removed`, async (t) => {
    const chat = await openChat(t)
    const [owner, removed, stranger] = [await chat.member(), await chat.member(), await chat.member()]
    const { body: room } = await chat.call(owner, {
      path: '/v1/groups',
      body: { title: 'secrets', maxMembers: 10, tags: [], historyVisibility },
    })
    await chat.call(removed, { path: `/v1/groups/${room.id}/join`, method: 'POST' })
    const client = await chat.client(owner)
    await chat.call(owner, { path: `/v1/groups/${room.id}/members/${removed.id}`, method: 'DELETE' })
    await client.request('send', text(room.id, 'the safe is behind the picture'))
    for (const member of [removed, stranger]) {
      for (const path of ['/v1/groups?keyword=secrets', '/v1/groups', `/v1/rooms/${room.id}`]) {
        const { status, body } = await chat.call(member, { path })
        assert.ok(!JSON.stringify(body).includes('picture'), `${path} ${status} ${JSON.stringify(body)}`)
      }
    }
  })
}
