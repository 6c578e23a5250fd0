import { once } from 'node:events'
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { TestContext } from 'node:test'
import type { Notification, StreamEnd } from '@munova/commerce-contract'
import { until } from '@munova/testing'
import type { Person, Shop } from './open-shop.ts'

export interface StreamClient {
  status: number
  headers: IncomingHttpHeaders
  /** In the order in which they arrived. */
  notifications: Notification[]
  /** The number of unread notifications in the last `unread` event. */
  unread(): number | undefined
  /** Undefined while the stream is open; null when it ended without a reason. */
  ended(): StreamEnd['reason'] | null | undefined
  reached(id: number): Promise<true>
  close(): void
}

/** Reads a stream of notifications and keeps what it received. */
export async function openStream(
  t: TestContext,
  shop: Pick<Shop, 'url'>,
  { token }: Pick<Person, 'token'>,
  { after, query = '' }: { after?: number; query?: string } = {},
): Promise<StreamClient> {
  // Its own connection: one of fetch may be shared or left unused, and would then delay the server's close.
  const request = get(`${shop.url}/v1/notifications/stream${query}`, {
    agent: false,
    headers: {
      authorization: `Bearer ${token}`,
      ...(after !== undefined && { 'last-event-id': after }),
    },
  })
  t.after(() => request.destroy())
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let unread: number | undefined
  let reason: StreamEnd['reason'] | null | undefined
  const notifications: Notification[] = []
  const take = (block: string) => {
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]))
    const data = fields.has('data') ? JSON.parse(fields.get('data') ?? '') : undefined
    if (fields.get('event') === 'unread') unread = data.unread
    if (fields.get('event') === 'end') reason = data.reason
    if (fields.get('event') !== 'notification') return
    if (fields.get('id') !== String(data.id)) throw new Error(`the event ${fields.get('id')} is ${data.id}`)
    notifications.push(data)
  }
  const read = async () => {
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) {
      const blocks = (text + chunk).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) take(block)
    }
  }
  const status = response.statusCode ?? 0
  if (status === 200) {
    void read()
      .catch(() => undefined)
      .then(() => (reason ??= null))
  } else response.resume()
  return {
    status,
    headers: response.headers,
    notifications,
    unread: () => unread,
    ended: () => reason,
    reached: (id) =>
      until(() => (notifications.at(-1)?.id ?? 0) >= id || undefined, { what: `notification ${id}` }),
    close: () => void request.destroy(),
  }
}
