import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { openServer } from './support/server.ts'
import { openTerminal } from './support/terminal.ts'

const words = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`)
const isBack = (line: string) => /^… back, [01] messages? caught up$/.test(line)

test('a buyer asks about a product, the seller finds it in the inbox and answers', async (t) => {
  const server = await openServer(t)
  const seller = await server.member('구두방', 'SELLER')
  const buyer = await server.member('민지')
  const productId = await server.product(seller.id, '구름 러너')
  const common = ['--chat', server.chat]

  const asking = openTerminal(t, [...common, '--token', buyer.token, '--product', `${productId}`])
  await asking.shows('room 1: 구름 러너 (민지)')
  await asking.shows('0 unread messages')
  asking.type('250 있나요?')
  await asking.shows('✓1 250 있나요?')

  const answering = openTerminal(t, [...common, '--token', seller.token])
  assert.match(await answering.shows('민지: 250 있나요?'), /^\d\d:\d\d 민지: 250 있나요\?$/)
  await answering.shows('· 1 unread message')
  answering.type('/read')
  await answering.shows('· read, 0 unread messages')
  answering.type('네, 있습니다')
  await answering.shows('✓2')
  await asking.shows('구두방: 네, 있습니다')

  asking.type('/rooms')
  assert.equal(await asking.shows('1 unread'), '1  구름 러너 (민지)  1 unread')
  asking.type('/nonsense')
  await asking.shows('✗ There is no command /nonsense')
  asking.type('/quit')
  asking.type('this is not said any more')
  assert.equal(await asking.ended(), 1, 'something was refused')
  assert.equal(await answering.finish(), 0)
  assert.deepEqual(await server.texts(1), ['250 있나요?', '네, 있습니다'])
})

test('a pipe: every line is stored in order before the process ends, and the history pages back', async (t) => {
  const server = await openServer(t)
  const seller = await server.member('seller', 'SELLER')
  const buyer = await server.member('buyer')
  const productId = await server.product(seller.id, 'shoe')
  const args = ['--chat', server.chat, '--token', buyer.token, '--product', `${productId}`]

  const piping = openTerminal(t, args)
  for (const line of words(70)) piping.type(line)
  assert.equal(await piping.finish(), 0)
  assert.deepEqual(await server.texts(1), words(70))
  const acked = piping.lines.filter((line) => line.startsWith('✓'))
  assert.deepEqual(
    acked,
    words(70).map((line, index) => `✓${index + 1} ${line}`),
  )

  const reading = openTerminal(t, args)
  reading.type('/history')
  reading.type('/help')
  await reading.shows('/quit')
  assert.equal(await reading.finish(), 0)
  const shown = reading.lines.filter((line) => line.includes('buyer: '))
  const said = shown.map((line) => line.replace(/^.*buyer: /, ''))
  assert.deepEqual(said, [...words(70).slice(50), ...words(50).slice(30)])
})

test('the server restarts: it says so, catches up, and what was typed meanwhile is stored', async (t) => {
  const server = await openServer(t)
  const seller = await server.member('seller', 'SELLER')
  const buyer = await server.member('buyer')
  const productId = await server.product(seller.id, 'shoe')
  const common = ['--chat', server.chat]
  const port = Number(new URL(server.nodes[0]!.url).port)
  const asking = openTerminal(t, [...common, '--token', buyer.token, '--product', `${productId}`])
  await asking.shows('unread')
  const answering = openTerminal(t, [...common, '--token', seller.token])
  await answering.shows('unread')

  await server.nodes[0]!.close()
  await Promise.all([asking.shows('… reconnecting'), answering.shows('… reconnecting')])
  asking.type('are you there?')
  await server.addNode(port)
  await asking.shows('✓1 are you there?')
  await answering.shows('buyer: are you there?')
  for (const { lines } of [asking, answering]) {
    await until(() => lines.filter(isBack).length === 1, { what: 'being back' })
  }
  assert.equal(await asking.finish(), 0)
  assert.equal(await answering.finish(), 0)
})

test('control characters in a message do not reach the terminal', async (t) => {
  const server = await openServer(t)
  const seller = await server.member('seller', 'SELLER')
  const buyer = await server.member('buyer')
  const productId = await server.product(seller.id, 'shoe')
  const asking = openTerminal(t, ['--chat', server.chat, '--token', buyer.token, '--product', `${productId}`])
  asking.type('\u001b[2Jred \u202eeulb')
  assert.equal(await asking.finish(), 0)
  const reading = openTerminal(t, ['--chat', server.chat, '--token', seller.token])
  assert.match(await reading.shows('buyer: '), /buyer: \[2Jred eulb$/)
  assert.equal(await reading.finish(), 0)
})

test('what cannot begin is said in one line', async (t) => {
  const server = await openServer(t)
  const buyer = await server.member('buyer')
  const cases = [
    { args: ['--chat', server.chat, '--token', buyer.token, '--product', '99'], says: /no such product/ },
    { args: ['--chat', server.chat, '--token', buyer.token], says: /in no room yet/ },
    { args: ['--chat', 'http://127.0.0.1:9', '--token', buyer.token], says: /Nothing answers at/ },
    { args: ['--chat', server.chat, '--token', 'rubbish'], says: /not an access token/ },
    { args: ['--as', 'somebody@example.com'], says: /MUNOVA_PASSWORD/ },
    { args: ['--room', '0'], says: /--room takes an id/ },
    { args: ['--room', '1', '--group', '2'], says: /exclude each other/ },
  ]
  for (const { args, says } of cases) {
    const terminal = openTerminal(t, args, { MUNOVA_PASSWORD: '' })
    assert.equal(await terminal.finish(), 1)
    assert.equal(terminal.errors.length, 1, terminal.errors.join('\n'))
    assert.match(terminal.errors[0]!, says)
  }
})
