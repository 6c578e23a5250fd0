import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { openServer } from './support/server.ts'
import { openTerminal } from './support/terminal.ts'

const numberedLines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`)
const isReconnected = (line: string) => /^… reconnected, [01] missed messages?$/.test(line)

test('a buyer opens an inquiry, the seller finds it and replies', async (t) => {
  const server = await openServer(t)
  const seller = await server.member('구두방', 'SELLER')
  const buyer = await server.member('민지')
  const productId = await server.product(seller.id, '구름 러너')
  const common = ['--chat', server.chat]

  const buyerTerminal = openTerminal(t, [...common, '--token', buyer.token, '--product', `${productId}`])
  await buyerTerminal.shows('room 1: 구름 러너 (민지)')
  await buyerTerminal.shows('0 unread messages')
  buyerTerminal.type('250 있나요?')
  await buyerTerminal.shows('✓1 250 있나요?')

  const sellerTerminal = openTerminal(t, [...common, '--token', seller.token])
  assert.match(await sellerTerminal.shows('민지: 250 있나요?'), /^\d\d:\d\d 민지: 250 있나요\?$/)
  await sellerTerminal.shows('· 1 unread message')
  sellerTerminal.type('/read')
  await sellerTerminal.shows('· read, 0 unread messages')
  sellerTerminal.type('네, 있습니다')
  await sellerTerminal.shows('✓2')
  await buyerTerminal.shows('구두방: 네, 있습니다')

  buyerTerminal.type('/rooms')
  assert.equal(await buyerTerminal.shows('1 unread'), '1  구름 러너 (민지)  1 unread')
  buyerTerminal.type('/unknown')
  await buyerTerminal.shows('✗ Unknown command /unknown')
  buyerTerminal.type('/quit')
  buyerTerminal.type('not sent after /quit')
  assert.equal(await buyerTerminal.ended(), 1, 'a command failed')
  assert.equal(await sellerTerminal.finish(), 0)
  assert.deepEqual(await server.texts(1), ['250 있나요?', '네, 있습니다'])
})

test('every line of a pipe is stored in order before the process exits; /history shows older pages', async (t) => {
  const server = await openServer(t)
  const seller = await server.member('seller', 'SELLER')
  const buyer = await server.member('buyer')
  const productId = await server.product(seller.id, 'shoe')
  const args = ['--chat', server.chat, '--token', buyer.token, '--product', `${productId}`]

  const piping = openTerminal(t, args)
  for (const line of numberedLines(70)) piping.type(line)
  assert.equal(await piping.finish(), 0)
  assert.deepEqual(await server.texts(1), numberedLines(70))
  const acked = piping.lines.filter((line) => line.startsWith('✓'))
  assert.deepEqual(
    acked,
    numberedLines(70).map((line, index) => `✓${index + 1} ${line}`),
  )

  const reading = openTerminal(t, args)
  reading.type('/history')
  reading.type('/help')
  await reading.shows('/quit')
  assert.equal(await reading.finish(), 0)
  const shown = reading.lines.filter((line) => line.includes('buyer: '))
  const texts = shown.map((line) => line.replace(/^.*buyer: /, ''))
  assert.deepEqual(texts, [...numberedLines(70).slice(50), ...numberedLines(50).slice(30)])
})

test('a restart of the server is shown, missed messages are delivered, and lines typed meanwhile are stored', async (t) => {
  const server = await openServer(t)
  const seller = await server.member('seller', 'SELLER')
  const buyer = await server.member('buyer')
  const productId = await server.product(seller.id, 'shoe')
  const common = ['--chat', server.chat]
  const port = Number(new URL(server.nodes[0]!.url).port)
  const buyerTerminal = openTerminal(t, [...common, '--token', buyer.token, '--product', `${productId}`])
  await buyerTerminal.shows('unread')
  const sellerTerminal = openTerminal(t, [...common, '--token', seller.token])
  await sellerTerminal.shows('unread')

  await server.nodes[0]!.close()
  await Promise.all([buyerTerminal.shows('… reconnecting'), sellerTerminal.shows('… reconnecting')])
  buyerTerminal.type('are you there?')
  await server.addNode(port)
  await buyerTerminal.shows('✓1 are you there?')
  await sellerTerminal.shows('buyer: are you there?')
  for (const { lines } of [buyerTerminal, sellerTerminal]) {
    await until(() => lines.filter(isReconnected).length === 1, { what: 'the reconnect' })
  }
  assert.equal(await buyerTerminal.finish(), 0)
  assert.equal(await sellerTerminal.finish(), 0)
})

test('direction controls in a message do not reach the terminal', async (t) => {
  const server = await openServer(t)
  const seller = await server.member('seller', 'SELLER')
  const buyer = await server.member('buyer')
  const productId = await server.product(seller.id, 'shoe')
  const buyerTerminal = openTerminal(t, [
    '--chat',
    server.chat,
    '--token',
    buyer.token,
    '--product',
    `${productId}`,
  ])
  buyerTerminal.type('red \u202eeulb')
  assert.equal(await buyerTerminal.finish(), 0)
  const reading = openTerminal(t, ['--chat', server.chat, '--token', seller.token])
  assert.match(await reading.shows('buyer: '), /buyer: red eulb$/)
  assert.equal(await reading.finish(), 0)
})

test('a failed start is reported in one line', async (t) => {
  const server = await openServer(t)
  const buyer = await server.member('buyer')
  const cases = [
    {
      args: ['--chat', server.chat, '--token', buyer.token, '--product', '99'],
      error: /product does not exist/,
    },
    { args: ['--chat', server.chat, '--token', buyer.token], error: /no rooms yet/ },
    { args: ['--chat', 'http://127.0.0.1:9', '--token', buyer.token], error: /No response from/ },
    { args: ['--chat', server.chat, '--token', 'invalid'], error: /not an access token/ },
    { args: ['--as', 'buyer@example.com'], error: /MUNOVA_PASSWORD/ },
    { args: ['--room', '0'], error: /--room takes an id/ },
    { args: ['--room', '1', '--group', '2'], error: /cannot be combined/ },
  ]
  for (const { args, error } of cases) {
    const terminal = openTerminal(t, args, { MUNOVA_PASSWORD: '' })
    assert.equal(await terminal.finish(), 1)
    assert.equal(terminal.errors.length, 1, terminal.errors.join('\n'))
    assert.match(terminal.errors[0]!, error)
  }
})
