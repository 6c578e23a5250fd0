interface Target {
  addEventListener(type: string, listener: () => void, options: { signal: AbortSignal }): void
}

/** What a page has, a worker without `document`, and other runtimes without both; not all types of the DOM are there to compile. */
interface Browser extends Partial<Target> {
  document?: Target & { visibilityState: string }
}

/**
 * Calls `wake` when the browser is online again, or the page is shown again: its timers were throttled meanwhile, or the
 * machine slept. Does nothing where there is no browser. Returns what ends it.
 */
export function listenToBrowser(wake: () => void): () => void {
  const ended = new AbortController()
  const { signal } = ended
  const browser = globalThis as Browser
  const { document } = browser
  browser.addEventListener?.('online', wake, { signal })
  document?.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') wake()
    },
    { signal },
  )
  return () => ended.abort()
}
