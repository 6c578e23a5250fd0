import { setTimeout as delay } from 'node:timers/promises'
import { messageFor } from './embed.ts'
import type { Notifier } from './notice.ts'

export interface DiscordOptions {
  /** The address is the secret: whoever knows it can write. It is in no message of this tool. */
  webhook: string
  print: (line: string) => void
  /** For all tries of one message together. */
  withinMs?: number
}

const TRIES = 3
const FIRST_PAUSE_MS = 500

/** Sends notices to a Discord webhook: three tries within 10 s, as late as a rate limit asks. */
export function discord({ webhook, print, withinMs = 10_000 }: DiscordOptions): Notifier {
  return {
    async send(notice) {
      const reason = await post(webhook, JSON.stringify(messageFor(notice)), withinMs)
      if (reason !== undefined) print(`! the message "${notice.kind}" did not reach Discord: ${reason}`)
    },
  }
}

/** Undefined when it arrived, else why not: words of this tool alone, as those of others may contain the address. */
async function post(webhook: string, body: string, withinMs: number): Promise<string | undefined> {
  const deadline = performance.now() + withinMs
  let reason = 'no response'
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const left = deadline - performance.now()
    if (left <= 0) break
    let pauseMs = FIRST_PAUSE_MS * 2 ** (attempt - 1)
    try {
      const response = await fetch(webhook, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(Math.ceil(left)),
      })
      await response.body?.cancel()
      if (response.ok) return undefined
      reason = `status ${response.status}`
      if (response.status === 404) return `${reason}, the webhook does not exist any more`
      const isTemporary = response.status === 429 || response.status >= 500
      if (!isTemporary) return reason
      const asked = Number(response.headers.get('retry-after') ?? NaN)
      if (response.status === 429 && asked >= 0) pauseMs = asked * 1_000
    } catch {
      reason = 'no response'
    }
    if (attempt === TRIES) break
    if (performance.now() + pauseMs > deadline) return `${reason}, and no time for another try`
    await delay(pauseMs)
  }
  return reason
}
