import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat, text } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'

test('message history pages backwards and forwards without gaps or repetitions, and is limited by bytes', async (t) => {
  const chat = await openChat(t, { settings: { HISTORY_PAGE_BYTES: '2000' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  for (const n of upTo(45)) await client.request('send', text(roomId, `${n}`))
  const backwards: number[] = []
  for (let before: number | null | undefined; before !== null;) {
    const query: string = before === undefined ? '' : `&before=${before}`
    const { body } = await chat.call(member, { path: `/v1/rooms/${roomId}/messages?limit=20${query}` })
    assert.ok(body.items.length < 10, 'cut at HISTORY_PAGE_BYTES')
    backwards.unshift(...seqs(body.items))
    before = body.nextCursor
  }
  assert.deepEqual(backwards, upTo(45))
  const forwards: number[] = []
  for (let after: number | null = 0; after !== null;) {
    const page: { items: { seq: number }[]; nextCursor: number | null } = await client.request('history', {
      roomId,
      after,
      limit: 10,
    })
    forwards.push(...seqs(page.items))
    after = page.nextCursor
  }
  assert.deepEqual(forwards, upTo(45))
})

const seqs = (items: { seq: number }[]) => items.map(({ seq }) => seq)
