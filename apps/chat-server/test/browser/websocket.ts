import type { PageClient, Way } from './page.ts'

interface Answer {
  id: number
  ok?: { seq: number }
  error?: { code: string }
}

/** The browser's own WebSocket, by hand. */
export async function openWebSocket({ node, token, roomId, after }: Way): Promise<PageClient> {
  const socket = new WebSocket(`${node.replace('http', 'ws')}/ws`, 'munova.chat.v1')
  const seqs: number[] = []
  const pending = new Map<number, (answer: Answer) => void>()
  let nextId = 1
  socket.addEventListener('message', ({ data }: { data: unknown }) => {
    const frame = JSON.parse(String(data)) as Answer & { event?: string; seq: number }
    if (frame.event === undefined) pending.get(frame.id)!(frame)
    else seqs.push(frame.seq)
  })
  const closed = new Promise<number>((resolve) =>
    socket.addEventListener('close', ({ code }) => resolve(code)),
  )
  await new Promise((resolve) => socket.addEventListener('open', resolve))

  async function ask(op: string, input: object) {
    const id = nextId++
    const answer = new Promise<Answer>((resolve) => pending.set(id, resolve))
    socket.send(JSON.stringify({ id, op, ...input }))
    const { ok, error } = await answer
    if (!ok) throw new Error(error?.code)
    return ok
  }

  await ask('connect', { token })
  await ask('subscribe', { roomId, after })
  return {
    seqs,
    closed,
    async send(words) {
      const message = { roomId, clientMessageId: crypto.randomUUID(), type: 'TEXT', content: { text: words } }
      return (await ask('send', message)).seq
    },
  }
}
