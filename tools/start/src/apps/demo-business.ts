import { type BusinessUrls, openBusiness } from '@munova/tool-demo'
import type { Terminal } from '../terminal/terminal.ts'

/** Fills the desks of a new demo shop beside the apps: it takes some seconds, and who wants to look around need not wait. */
export function openDemoBusiness(urls: BusinessUrls, terminal: Terminal): { stop(): Promise<void> } {
  const stopped = new AbortController()
  const opened = openBusiness(urls, stopped.signal).then(
    () => terminal.line('▸ the demo shop has orders, returns, reviews and inquiries'),
    (error: unknown) => {
      if (stopped.signal.aborted) return
      terminal.line(
        `✗ the demo shop has not all of its orders: ${error instanceof Error ? error.message : String(error)}`,
      )
    },
  )
  return {
    async stop() {
      stopped.abort()
      await opened
    },
  }
}
