import { Agent, request } from 'node:http'
import type { Cleanup } from '@munova/testing'

export interface Traffic {
  /** Of each answer's body. */
  seen: Map<string, number>
  failures: string[]
  stop(): Promise<void>
}

const CLIENTS = 4

/** Clients with keep-alive that ask one address again and again until they are stopped. */
export function startTraffic(t: Cleanup, url: string): Traffic {
  const agent = new Agent({ keepAlive: true })
  const traffic = { seen: new Map<string, number>(), failures: [] as string[] }
  const stopping = new AbortController()
  const client = async () => {
    while (!stopping.signal.aborted) {
      try {
        const { status, body } = await get(url, agent)
        traffic.seen.set(body, (traffic.seen.get(body) ?? 0) + 1)
        if (status !== 200) traffic.failures.push(`${status} ${body}`)
      } catch (error) {
        traffic.failures.push(String(error))
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const clients = Array.from({ length: CLIENTS }, client)
  const stop = async () => {
    stopping.abort()
    await Promise.all(clients)
    agent.destroy()
  }
  t.after(stop)
  return { ...traffic, stop }
}

function get(url: string, agent: Agent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      let body = ''
      response
        .setEncoding('utf8')
        .on('data', (text: string) => (body += text))
        .on('end', () => resolve({ status: response.statusCode ?? 0, body }))
        .on('error', reject)
    })
      .on('error', reject)
      .end()
  })
}
