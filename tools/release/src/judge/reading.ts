import { messageOf } from '@munova/tool-services'
import { ReleaseFailure } from '../failure.ts'
import { parseExposition, type Sample } from './exposition.ts'

/** What a node has counted since it started. */
export interface Reading {
  requests: number
  errors: number
  /** Of the requests, those that took at most `slowSeconds`. */
  fast: number
  /** Since the page was read before. */
  lagSeconds: number
  startedAt: number
}

const TIMEOUT_MS = 5_000
/** Probes say nothing about the work. */
const probes = new Set(['/livez', '/readyz', '/metrics'])
/** Errors of live operations that are the server's. */
const ownFaults = new Set(['INTERNAL', 'UNAVAILABLE'])

/** Reads /metrics of a node itself: through the balancer it would be anybody's. Throws ReleaseFailure. */
export async function readNode(url: string, slowSeconds: number): Promise<Reading> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!response.ok) throw new Error(`status ${response.status}`)
    return readingOf(parseExposition(await response.text()), slowSeconds)
  } catch (cause) {
    throw new ReleaseFailure(`${url}/metrics cannot be read: ${messageOf(cause)}`, { cause })
  }
}

export function readingOf(samples: readonly Sample[], slowSeconds: number): Reading {
  const work = samples.filter(
    ({ name, labels }) =>
      name.startsWith('http_request_duration_seconds') &&
      !probes.has(labels['route'] ?? '') &&
      // Rejected before any work was done.
      labels['status'] !== '429',
  )
  const counts = work.filter(({ name }) => name.endsWith('_count'))
  const live = samples.filter(
    ({ name, labels }) => name.endsWith('live_errors_total') && ownFaults.has(labels['code'] ?? ''),
  )
  const one = (wanted: string) => samples.find(({ name }) => name === wanted)?.value ?? 0
  return {
    requests: sum(counts),
    errors: sum(counts.filter(({ labels }) => labels['status']?.startsWith('5'))) + sum(live),
    fast: sum(
      work.filter(({ name, labels }) => name.endsWith('_bucket') && Number(labels['le']) === slowSeconds),
    ),
    lagSeconds: one('nodejs_eventloop_lag_p99_seconds'),
    startedAt: one('process_start_time_seconds'),
  }
}

/** What several nodes have counted between two readings of each. */
export interface Window {
  requests: number
  errors: number
  slow: number
  lagSeconds: number
}

/** Throws ReleaseFailure when a node was started again in between. */
export function windowOf(pairs: readonly { before: Reading; after: Reading }[]): Window {
  const window: Window = { requests: 0, errors: 0, slow: 0, lagSeconds: 0 }
  for (const { before, after } of pairs) {
    if (before.startedAt !== after.startedAt)
      throw new ReleaseFailure('a node was started again while it was judged')
    const requests = after.requests - before.requests
    window.requests += requests
    window.errors += after.errors - before.errors
    window.slow += requests - (after.fast - before.fast)
    window.lagSeconds = Math.max(window.lagSeconds, after.lagSeconds)
  }
  return window
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { value }) => total + value, 0)
}
