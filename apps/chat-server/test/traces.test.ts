import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTracing } from '@munova/service'
import { testCollector, until } from '@munova/testing'
import { ChatConfig } from '../src/index.ts'
import { openChat, text } from './support/chat.ts'
import { rsocketTcp, rsocketWebSocket } from './transports/live/rsocket.ts'
import { stomp } from './transports/live/stomp.ts'
import { webSocket } from './transports/live/websocket.ts'

test('a message is one trace on every transport: from the send by the append to the delivery on each node', async (t) => {
  const collector = await testCollector(t)
  const { DATABASE_URL, AMQP_URL } = { DATABASE_URL: 'postgres://localhost/x', AMQP_URL: 'amqp://localhost' }
  const tracing = await startTracing(
    'chat-server',
    ChatConfig.parse({
      DATABASE_URL,
      AMQP_URL,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: '1',
      OTEL_BSP_SCHEDULE_DELAY: '10',
    }),
  )
  t.after(() => tracing.close())
  const chat = await openChat(t, { nodes: 2, broker: 'rabbit' })
  const [one, other] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(one.id, other.id)
  const reader = await chat.client(other, chat.nodes[1])
  await reader.request('subscribe', { roomId })
  for (const [index, transport] of [webSocket, stomp, rsocketTcp, rsocketWebSocket].entries()) {
    const sender = await transport.open(t, chat.nodes[0]!, one.token)
    await sender.request('subscribe', { roomId })
    collector.spans.length = 0
    await sender.request('send', text(roomId, `a secret over ${transport.name}`))
    await until(() => reader.seqs(roomId).length > index, { what: 'the message on the other node' })
    const spans = await collector.trace(
      `${transport.name}: the trace of the message`,
      (found) =>
        found.some(({ name }) => name === 'live send') &&
        found.filter(({ name }) => name === 'deliver').length === 2,
    )
    const [send, append] = ['live send', 'append batch'].map((name) =>
      spans.find((span) => span.name === name)!,
    )
    assert.equal(send!.parentSpanId, '')
    assert.equal(append!.parentSpanId, send!.spanId)
    assert.ok(
      spans.some(({ name, parentSpanId }) => name.startsWith('WITH ') && parentSpanId === append!.spanId),
    )
    for (const { name, parentSpanId } of spans)
      if (name === 'deliver') assert.equal(parentSpanId, send!.spanId)
    assert.doesNotMatch(JSON.stringify(spans), /a secret/)
    await sender.close()
  }
})
