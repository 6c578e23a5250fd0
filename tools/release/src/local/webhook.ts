import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const MAXIMUM_BODY = 100_000

/** As `messageFor` writes it. */
export interface Message {
  allowed_mentions: { parse: string[] }
  embeds: {
    title: string
    description?: string
    url?: string
    fields: { name: string; value: string }[]
  }[]
}

export interface Webhook {
  url: string
  messages: Message[]
  requests: () => number
  close: () => void
}

/** A server in Discord's place, on this machine; `answers` come first, and then it accepts. */
export async function openWebhook(answers: ((response: ServerResponse) => void)[] = []): Promise<Webhook> {
  const messages: Message[] = []
  let requests = 0
  const receive = (body: string, response: ServerResponse) => {
    const answer = answers.shift()
    if (answer) return answer(response)
    messages.push(JSON.parse(body) as Message)
    response.writeHead(204).end()
  }
  const server = createServer((request, response) => {
    requests++
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
      if (body.length > MAXIMUM_BODY) request.destroy()
    })
    request.on('end', () => receive(body, response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/api/webhooks/1/secret`,
    messages,
    requests: () => requests,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
