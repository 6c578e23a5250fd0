import { Client, type IFrame } from '@stomp/stompjs'
import type { PageClient, Way } from './page.ts'

/** `@stomp/stompjs` as a page has it. */
export async function openStomp({ node, token, roomId, after }: Way): Promise<PageClient> {
  const seqs: number[] = []
  const closing = Promise.withResolvers<number>()
  const connected = Promise.withResolvers<void>()
  const client = new Client({
    brokerURL: `${node.replace('http', 'ws')}/stomp`,
    connectHeaders: { Authorization: `Bearer ${token}` },
    reconnectDelay: 0,
    onConnect: () => connected.resolve(),
    onWebSocketClose: ({ code }: { code: number }) => closing.resolve(code),
  })
  client.activate()
  await connected.promise
  const receipt = (id: string) =>
    new Promise<IFrame>((resolve) => client.watchForReceipt(id, (frame) => resolve(frame)))
  client.subscribe(`/topic/rooms/${roomId}`, ({ headers }) => seqs.push(Number(headers['seq'])), {
    after: `${after}`,
    receipt: 'subscribed',
  })
  await receipt('subscribed')
  return {
    seqs,
    closed: closing.promise,
    async send(body) {
      const id = crypto.randomUUID()
      const headers = { 'content-type': 'text/plain', 'client-message-id': id, receipt: id }
      client.publish({ destination: `/app/rooms/${roomId}`, headers, body })
      return Number((await receipt(id)).headers['seq'])
    },
  }
}
