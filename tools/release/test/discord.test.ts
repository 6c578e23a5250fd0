import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { discord, exitCodes, release, rollback, type Notice } from '../src/index.ts'
import { openSite } from './support/site.ts'
import { testWebhook } from './support/webhook.ts'

const notice: Notice = { kind: 'released', app: 'commerce-api', from: 'v1', to: 'v2' }

function open(webhook: string, withinMs?: number) {
  const lines: string[] = []
  const notifier = discord({ webhook, print: (line) => lines.push(line), ...(withinMs && { withinMs }) })
  return { notifier, lines }
}

test('a message says what was released, by whom, from where and how long it took', async (t) => {
  const { url, messages } = await testWebhook(t)
  await open(url).notifier.send({
    ...notice,
    commit: '3f2a1b0c',
    author: '김하늘',
    durationMs: 61_250,
    reason: '300 requests, 0 failed',
    link: 'https://jenkins.example/job/7',
  })
  const [embed] = messages[0]!.embeds
  assert.match(embed!.title, /^Released\\: commerce\\-api$/)
  assert.deepEqual(
    embed!.fields.map(({ name, value }) => [name, value]),
    [
      ['Version', 'v1 → v2'],
      ['Commit', '3f2a1b0c'],
      ['Author', '김하늘'],
      ['Duration', '61.3 s'],
    ],
  )
  assert.equal(embed!.description, '300 requests, 0 failed')
  assert.equal(embed!.url, 'https://jenkins.example/job/7')
})

test('texts mention nobody, format nothing, and are cut to the limits', async (t) => {
  const { url, messages } = await testWebhook(t)
  await open(url).notifier.send({
    ...notice,
    author: ' ',
    commit: '신'.repeat(3_000),
    reason: `@everyone <@1> [a](https://evil.example) **b** ${'\\_😀'.repeat(5_000)}`,
    link: 'javascript:alert(1)',
  })
  const { allowed_mentions, embeds } = messages[0]!
  assert.deepEqual(allowed_mentions, { parse: [] })
  const { title, description, fields, url: link } = embeds[0]!
  assert.equal(link, undefined)
  assert.match(description!, /^\\@everyone \\<\\@1\\> \\\[a\\\]\\\(https\\:/)
  assert.ok(length(description!) <= 4_096)
  assert.ok(description!.isWellFormed())
  assert.ok(fields.every(({ value }) => value !== '' && length(value) <= 1_024))
  const whole = [title, description!, ...fields.flatMap(({ name, value }) => [name, value])]
  assert.ok(length(whole.join('')) <= 6_000)
})

test('a rate limit is waited for, and a server error tried again', async (t) => {
  const { url, messages, requests } = await testWebhook(t, [
    (response) => response.writeHead(429, { 'retry-after': '0.05' }).end('{}'),
    (response) => response.writeHead(502).end(),
  ])
  const { notifier, lines } = open(url)
  await notifier.send(notice)
  assert.equal(messages.length, 1)
  assert.equal(requests(), 3)
  assert.deepEqual(lines, [])
})

test('a webhook that is gone, rejects, asks for too long, or does not respond is left after a line without its address', async (t) => {
  for (const [status, headers, tries, said] of [
    [404, {}, 1, /404, the webhook does not exist/],
    [400, {}, 1, /status 400/],
    [429, { 'retry-after': '60' }, 1, /429, and no time/],
    [500, {}, 3, /status 500/],
  ] as const) {
    const answers = Array.from({ length: 3 }, () => (response: ServerResponse) => {
      response.writeHead(status, headers).end()
    })
    const { url, requests } = await testWebhook(t, answers)
    const { notifier, lines } = open(url)
    await notifier.send(notice)
    assert.equal(requests(), tries)
    assert.match(lines.join('\n'), said)
    assert.doesNotMatch(lines.join('\n'), /secret/)
  }
  const { url } = await testWebhook(t, [() => {}])
  const { notifier, lines } = open(url, 200)
  await notifier.send(notice)
  assert.match(lines.join('\n'), /no response/)
})

test('a release tells of its start and its end, and one whose messages are lost is released', async (t) => {
  const { url, messages } = await testWebhook(t)
  const site = await openSite(t)
  const options = { ...site.options, notifier: open(url).notifier }
  await site.version('v2', 'never ready')
  await site.version('v3', 'good')
  assert.equal(await release('v2', options), exitCodes.wentBack)
  assert.equal(await release('v3', options), exitCodes.done)
  assert.equal(
    await rollback({ ...options, notifier: open('http://127.0.0.1:9/secret').notifier }),
    exitCodes.done,
  )
  const titles = messages.map(({ embeds }) => embeds[0]!.title)
  assert.deepEqual(titles, [
    'Release started\\: pages',
    'Rolled back\\: pages',
    'Release started\\: pages',
    'Released\\: pages',
  ])
  assert.match(messages[1]!.embeds[0]!.description!, /not ready after/)
})

function length(text: string): number {
  return Array.from(text).length
}
