import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OrderCard, RoomEntry } from '@munova/chat-contract'
import { entryLine } from '../src/format.ts'

const card = {
  orderId: 31,
  number: '20261123-7K2M',
  title: '구름 러너',
  items: 1,
  total: 89_000,
  status: 'PAID',
} as const

function line(content: OrderCard): string {
  const event: RoomEntry = {
    event: 'message',
    type: 'ORDER',
    roomId: 9,
    seq: 1,
    senderId: 42,
    senderName: '민지',
    clientMessageId: '5a1f6c0e-9d2b-4a57-8f31-2c9e7b604d15',
    sentAt: '2026-11-23T05:37:02.000Z',
    content,
  }
  return entryLine(event).replace(/^.* 민지: /, '')
}

test('an order card is one line: number, title, total and status', () => {
  assert.equal(line(card), '[order 20261123-7K2M] 구름 러너, 89,000 won, paid')
  assert.equal(
    line({ ...card, items: 3, total: null, status: 'SHIPPED' }),
    '[order 20261123-7K2M] 구름 러너 and 2 more, shipped',
  )
  assert.equal(line({ ...card, title: '\u001b[2J러너' }), '[order 20261123-7K2M] [2J러너, 89,000 won, paid')
})
