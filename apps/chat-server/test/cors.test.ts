import { test } from 'node:test'
import { checkCors } from '@munova/testing'
import { openChat } from './support/chat.ts'

test('pages of the configured origins may call every route, and read what they need of a response; others may not', async (t) => {
  const origin = 'https://shop.example'
  const chat = await openChat(t, { settings: { CORS_ORIGINS: `https://admin.example, ${origin}` } })
  await checkCors(chat.nodes[0]!.url, {
    origin,
    credentials: false,
    requestHeaders: ['authorization', 'content-type', 'accept-language', 'x-request-id'],
    exposedHeaders: ['retry-after', 'x-request-id'],
  })
})
