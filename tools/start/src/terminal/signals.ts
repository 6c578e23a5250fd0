const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** npm passes on the Ctrl-C that the terminal has sent already: one press may arrive twice. */
const SAME_PRESS_MS = 1_000

/**
 * Calls `first` at the first signal and `again` at those that come after it. Without the returned function the
 * process would still listen.
 */
export function onSignals(first: (signal: NodeJS.Signals) => void, again: () => void): () => void {
  let since: number | undefined
  const listener = (signal: NodeJS.Signals) => {
    if (since === undefined) {
      since = performance.now()
      first(signal)
    } else if (performance.now() - since > SAME_PRESS_MS) again()
  }
  for (const signal of SIGNALS) process.on(signal, listener)
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener)
  }
}
