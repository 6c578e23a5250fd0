import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 50
const ANSWER_TIMEOUT_MS = 1_000

/** Resolves when /readyz of the app at `url` answers 200; asks until the signal ends it, which rejects. */
export async function answersReady(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const answer = await fetch(new URL('/readyz', url), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    }).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return
    await delay(POLL_MS, undefined, { signal })
  }
}
