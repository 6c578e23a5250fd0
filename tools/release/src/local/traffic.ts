import { setTimeout as delay } from 'node:timers/promises'

const CLIENTS = 4
const PAUSE_MS = 10
const TIMEOUT_MS = 10_000

/** Clients that ask one address again and again; `stop` returns what they saw. */
export function startTraffic(
  url: string,
  token?: string,
): { stop(): Promise<{ requests: number; failures: number; reasons: string[] }> } {
  const over = new AbortController()
  const reasons = new Map<string, number>()
  let requests = 0
  const client = async () => {
    while (!over.signal.aborted) {
      requests++
      const reason = await ask(url, token)
      if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      await delay(PAUSE_MS)
    }
  }
  const clients = Promise.all(Array.from({ length: CLIENTS }, client))
  return {
    async stop() {
      over.abort()
      await clients
      const failures = [...reasons.values()].reduce((sum, count) => sum + count, 0)
      return { requests, failures, reasons: [...reasons].map(([reason, count]) => `${count} × ${reason}`) }
    },
  }
}

/** Why a request failed. */
async function ask(url: string, token?: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await response.arrayBuffer()
    return response.ok ? undefined : `status ${response.status}`
  } catch (error) {
    return error instanceof Error ? error.message : 'no response'
  }
}
