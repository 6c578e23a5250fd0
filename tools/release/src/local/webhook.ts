import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const MAXIMUM_BODY = 100_000

/** A server in Discord's place; `titles` are those of the messages it got. */
export async function openWebhook(opened: AsyncDisposableStack): Promise<{ url: string; titles: string[] }> {
  const titles: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
      if (body.length > MAXIMUM_BODY) request.destroy()
    })
    request.on('end', () => {
      const { embeds } = JSON.parse(body) as { embeds: { title: string }[] }
      titles.push(...embeds.map(({ title }) => title.replaceAll('\\', '')))
      response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, titles }
}
