import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Cleanup } from '@munova/testing'

export interface Message {
  allowed_mentions: { parse: string[] }
  embeds: {
    title: string
    description?: string
    url?: string
    fields: { name: string; value: string }[]
  }[]
}

/** What Discord does with messages, on this machine; `answers` come first, and then it accepts. */
export async function openWebhook(t: Cleanup, answers: ((response: ServerResponse) => void)[] = []) {
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
    request
      .setEncoding('utf8')
      .on('data', (text: string) => (body += text))
      .on('end', () => receive(body, response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/api/webhooks/1/secret`, messages, requests: () => requests }
}
