import { test } from 'node:test'
import { checkNumbers, checkOpenapi } from '@munova/testing'
import { openChat } from './support/chat.ts'

test('the OpenAPI document keeps the rules', async (t) => {
  const chat = await openChat(t)
  await checkOpenapi(chat.nodes[0]!.url)
})

const bodies: Readonly<Record<string, object>> = {
  'POST /v1/inquiries': { productId: 1 },
  'POST /v1/groups': { title: '서울 러너', maxMembers: 10, tags: [1] },
  'PUT /v1/seller/canned-replies/{shortcut}': { text: '오늘 보내 드립니다.' },
  'PATCH /v1/groups/{id}': { maxMembers: 10 },
}

test('a number beyond its range, in any place of any request, is an error of the client', async (t) => {
  const chat = await openChat(t)
  const { token } = await chat.member()
  await checkNumbers(chat.nodes[0]!.url, (route) => ({ token, body: bodies[route] }))
})
