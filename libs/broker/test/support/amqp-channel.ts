import type { TestContext } from 'node:test'
import { connect, type Channel, type GetMessage } from 'amqplib'

/** A plain AMQP channel on the same virtual host, beside the client under test. */
export async function openChannel(t: TestContext, url: string): Promise<Channel> {
  const model = await connect(url)
  // The broker may be stopped before it.
  model.on('error', () => undefined)
  t.after(() => model.close().catch(() => undefined))
  const channel = await model.createChannel()
  channel.on('error', () => undefined)
  return channel
}

export async function takeAll(channel: Channel, queue: string): Promise<GetMessage[]> {
  const taken: GetMessage[] = []
  for (;;) {
    const message = await channel.get(queue, { noAck: true })
    if (!message) return taken
    taken.push(message)
  }
}
