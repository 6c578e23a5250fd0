import { poll } from '@munova/tool-services'

const POLL_MS = 50
const RESPONSE_TIMEOUT_MS = 1_000

/** Polls /readyz of the app at `url` until it returns 200; rejects when the signal aborts. */
export async function waitUntilReady(url: string, signal: AbortSignal): Promise<void> {
  const isReady = async () => {
    const response = await fetch(new URL('/readyz', url), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(RESPONSE_TIMEOUT_MS)]),
    }).catch(() => undefined)
    await response?.body?.cancel()
    return response?.ok
  }
  await poll(isReady, { everyMs: POLL_MS, signal })
}
