import { messageOf, poll } from '@munova/tool-services'
import { ReleaseFailure } from '../failure.ts'
import type { NodeDriver } from './driver.ts'

const POLL_MS = 100
const REQUEST_TIMEOUT_MS = 2_000
const MAXIMUM_BODY = 1_000

/** Resolves when /readyz of a node is 200. Otherwise throws a ReleaseFailure with the last response, the exit and the log's end. */
export async function waitUntilReady(
  url: string,
  {
    id,
    driver,
    timeoutMs,
    signal,
  }: { id: string; driver: NodeDriver; timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  let last = 'no response'
  const outcome = await poll(
    async () => {
      if (!(await driver.isRunning(id))) return 'exited'
      try {
        const response = await fetch(`${url}/readyz`, {
          signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
        })
        last = `${response.status} ${(await response.text()).slice(0, MAXIMUM_BODY)}`
        return response.status === 200 && 'ready'
      } catch (error) {
        signal.throwIfAborted()
        last = messageOf(error)
        return false
      }
    },
    { everyMs: POLL_MS, timeoutMs, signal },
  )
  if (outcome === 'ready') return
  const { exit, lines } = await driver.lastWords(id)
  throw new ReleaseFailure(
    [
      outcome === 'exited'
        ? `node ${id} exited before it was ready (${exit ?? 'how is unknown'})`
        : `node ${id} was not ready after ${timeoutMs} ms`,
      `last answer of /readyz: ${last}`,
      ...(lines.length > 0 ? ['the end of its log:', ...lines] : ['its log is empty']),
    ].join('\n'),
  )
}
