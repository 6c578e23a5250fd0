import { TestClient } from '../../support/client.ts'
import type { Transport } from './client.ts'

export const webSocket: Transport = {
  name: 'websocket',
  async open(t, node, token) {
    const client = await TestClient.open(node.url)
    t.after(() => client.close())
    await client.request('connect', { token })
    return client
  },
  async rejection(t, node, token) {
    const client = await TestClient.open(node.url)
    t.after(() => client.close())
    const { code } = await client.rejection('connect', { token })
    return { error: code, closeCode: await client.closed() }
  },
}
