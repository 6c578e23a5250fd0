import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { openChat } from '../../support/chat.ts'
import { withdraw } from '../../support/withdraw.ts'

const path = (shortcut = '') => `/v1/seller/canned-replies${shortcut && `/${encodeURIComponent(shortcut)}`}`

test('a seller keeps canned replies by shortcut: added, replaced, deleted, and seen by nobody else', async (t) => {
  const chat = await openChat(t)
  const [seller, other, buyer] = [
    await chat.member('SELLER'),
    await chat.member('SELLER'),
    await chat.member(),
  ]
  const put = async (shortcut: string, text: string, as = seller) =>
    await chat.call(as, { method: 'PUT', path: path(shortcut), body: { text } })
  const list = async (as = seller) => (await chat.call(as, { path: path() })).body
  assert.deepEqual(await list(), { items: [], nextCursor: null })

  const long = '가'.repeat(20)
  assert.deepEqual((await put('배송', '{구매자}님, 오늘 보내 드립니다. ')).body, {
    shortcut: '배송',
    text: '{구매자}님, 오늘 보내 드립니다.',
  })
  await put(long, '긴 이름')
  await put('배송', '내일 보내 드립니다.')
  assert.deepEqual((await list()).items, [
    { shortcut: long, text: '긴 이름' },
    { shortcut: '배송', text: '내일 보내 드립니다.' },
  ])
  assert.deepEqual((await list(other)).items, [])
  const remove = (shortcut: string, as = seller) => chat.call(as, { method: 'DELETE', path: path(shortcut) })
  assert.equal((await remove('배송', other)).body.code, 'CANNED_REPLY_NOT_FOUND')
  assert.equal((await remove('배송')).status, 204)
  assert.equal((await remove('배송')).body.code, 'CANNED_REPLY_NOT_FOUND')
  for (const [shortcut, text] of [
    ['두 낱말', '글'],
    ['가'.repeat(21), '글'],
    ['빈칸', ' '],
    ['긴글', '가'.repeat(1_001)],
  ] as const) {
    assert.equal((await put(shortcut, text)).body.code, 'VALIDATION_FAILED', shortcut)
  }
  assert.equal((await put('배송', '글', buyer)).body.code, 'FORBIDDEN')
  assert.equal((await chat.call(buyer, { path: path() })).body.code, 'FORBIDDEN')
})

test('above the limit nothing is added, and what is there can be replaced; a withdrawal deletes all', async (t) => {
  const chat = await openChat(t, {
    settings: { CANNED_REPLIES_PER_SELLER: '2', WITHDRAWAL_CLEANUP_MS: '50' },
  })
  const seller = await chat.member('SELLER')
  const put = (shortcut: string) =>
    chat.call(seller, { method: 'PUT', path: path(shortcut), body: { text: '글' } })
  assert.deepEqual(
    [(await put('하나')).status, (await put('둘')).status, (await put('하나')).status],
    [200, 200, 200],
  )
  const { status, body } = await put('셋')
  assert.deepEqual(
    [status, body.code, body.detail],
    [409, 'TOO_MANY_CANNED_REPLIES', 'At most 2 canned replies'],
  )
  await withdraw(chat.sql, seller)
  await until(async () => (await chat.sql`select from canned_replies`).length === 0, { what: 'no replies' })
})
