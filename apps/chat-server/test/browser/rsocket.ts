import { RSocketConnector } from 'rsocket-core'
import { WebsocketClientTransport } from 'rsocket-websocket-client'
import { composite, routeMetadata, tokenMetadata } from '../support/rsocket-metadata.ts'
import type { PageClient, Way } from './page.ts'

/** rsocket-js as a page has it. */
export async function openRSocket({ node, token, roomId, after }: Way): Promise<PageClient> {
  const seqs: number[] = []
  const closing = Promise.withResolvers<number>()
  const rsocket = await new RSocketConnector({
    transport: new WebsocketClientTransport({ url: `${node.replace('http', 'ws')}/rsocket` }),
    setup: {
      keepAlive: 20_000,
      lifetime: 90_000,
      dataMimeType: 'application/json',
      metadataMimeType: composite,
      payload: { data: null, metadata: tokenMetadata(token) },
    },
  }).connect()
  rsocket.onClose((error) =>
    closing.resolve((JSON.parse(error?.message ?? '{}') as { closeCode: number }).closeCode),
  )
  const ignored = { onComplete: () => {}, onExtension: () => {} }
  rsocket.requestStream(payload(`chat.stream.${roomId}`, { after }), 0x7fff_ffff, {
    ...ignored,
    onNext: ({ data }) => seqs.push((JSON.parse(data!.toString()) as { seq: number }).seq),
    onError: () => {},
  })
  return {
    seqs,
    closed: closing.promise,
    send(words) {
      const message = { roomId, clientMessageId: crypto.randomUUID(), type: 'TEXT', content: { text: words } }
      return new Promise((resolve, reject) => {
        rsocket.requestResponse(payload('chat.send', message), {
          ...ignored,
          onNext: ({ data }) => resolve((JSON.parse(data!.toString()) as { seq: number }).seq),
          onError: reject,
        })
      })
    },
  }
}

function payload(route: string, input: object) {
  return { data: Buffer.from(JSON.stringify(input)), metadata: routeMetadata(route) }
}
