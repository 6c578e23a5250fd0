const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** npm forwards the Ctrl-C that the terminal has already sent, so one key press may arrive twice. */
const DUPLICATE_MS = 1_000

/**
 * Calls `first` on the first signal and `again` on each later one. The returned function removes the listeners.
 */
export function onSignals(first: (signal: NodeJS.Signals) => void, again: () => void): () => void {
  let since: number | undefined
  const listener = (signal: NodeJS.Signals) => {
    if (since === undefined) {
      since = performance.now()
      first(signal)
    } else if (performance.now() - since > DUPLICATE_MS) again()
  }
  for (const signal of SIGNALS) process.on(signal, listener)
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener)
  }
}
