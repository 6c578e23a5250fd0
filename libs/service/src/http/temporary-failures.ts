import type { FastifyBaseLogger } from 'fastify'
import type { Problem } from './problem.ts'

/** Time between two lines of the same code. */
const LINE_EVERY_MS = 10_000
const MAX_CAUSES = 4

/**
 * Logs requests that fail temporarily, such as while the database or the signing keys are away: a line for the first one of a code, and
 * one per interval while others follow, with their number. No stacks: nothing is wrong with the code. Each failed request has its line
 * `request` as any other.
 */
export class TemporaryFailures {
  readonly #linesByCode = new Map<string, { at: number; failuresSince: number }>()

  /** `error` is what was thrown, whose causes are the reason of `problem`. */
  log(log: FastifyBaseLogger, { code, status }: Problem, error: unknown): void {
    const last = this.#linesByCode.get(code) ?? { at: -Infinity, failuresSince: 0 }
    const failures = last.failuresSince + 1
    const now = performance.now()
    if (now - last.at < LINE_EVERY_MS) {
      this.#linesByCode.set(code, { at: last.at, failuresSince: failures })
      return
    }
    this.#linesByCode.set(code, { at: now, failuresSince: 0 })
    log.warn({ failure: code, status, failures, reasons: reasonsOf(error) }, 'requests fail temporarily')
  }
}

function reasonsOf(error: unknown): string[] {
  const reasons: string[] = []
  for (let cause = error; cause instanceof Error && reasons.length < MAX_CAUSES; cause = cause.cause) {
    // Node's error of a failed connection has no message, only a code.
    const { code } = cause as NodeJS.ErrnoException
    reasons.push(cause.message || code || cause.name)
  }
  return reasons
}
