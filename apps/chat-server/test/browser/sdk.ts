import type { ChatClient, Room } from '@munova/chat-client'

/** The SDK in the page: joins a room and stays in it, over whatever happens to its connections. */
export function openSdk(Client: typeof ChatClient) {
  const seqs: number[] = []
  const states: string[] = []
  let room: Room
  return {
    seqs: () => seqs,
    states: () => states,
    async join(nodes: string[], { token, roomId }: { token: string; roomId: number }): Promise<void> {
      const client = new Client({
        url: nodes.map((node) => `${node.replace('http', 'ws')}/ws`),
        token: () => Promise.resolve(token),
        limits: { backoffBaseMs: 50, backoffCapMs: 200 },
      })
      client.onState((state) => states.push(state.name === 'live' ? state.url : state.name))
      client.connect()
      room = await client.join(roomId, { after: 0, onEvent: ({ seq }) => seqs.push(seq) })
    },
    async send(words: string): Promise<number> {
      return (await room.send({ type: 'TEXT', content: { text: words } })).seq
    },
  }
}
