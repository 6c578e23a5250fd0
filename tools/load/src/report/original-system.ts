/*
 * Published figures of the original system that this one replaces. In phase 2 its success rates measure different things:
 * HTTP requests for STOMP, received messages for RSocket.
 */

/** Phase 1: bursts of STOMP connections; success in percent, averages of ws_connecting and ws_connect_time in seconds. */
export interface OriginalBurst {
  connections: number
  files: OriginalArrival | undefined
  backlog: OriginalArrival
  none: OriginalArrival
}
export type OriginalArrival = [succeeded: number, connecting: number, connect: number]

export const originalBursts: readonly OriginalBurst[] = [
  { connections: 5_000, files: [48.36, 11.42, 8.04], backlog: [100, 2.39, 3.63], none: [100, 1.15, 1.68] },
  {
    connections: 10_000,
    files: [30.18, 13.26, 8.82],
    backlog: [96.72, 4.68, 6.2],
    none: [99.18, 4.29, 6.02],
  },
  { connections: 15_000, files: undefined, backlog: [92.54, 10.76, 15.06], none: [96.27, 7.44, 10.38] },
]

/** Held connections in percent, before and after the server limit of 8,192 was raised. */
export const originalHeld: readonly { connections: number; before: number | undefined; after: number }[] = [
  { connections: 10_000, before: 81.91, after: 100 },
  { connections: 15_000, before: 54.6, after: 100 },
  { connections: 18_000, before: undefined, after: 90.81 },
]

/** Phase 2: average latencies in milliseconds. */
export const originalTalks: readonly {
  users: number
  stomp: { succeeded: number; latency: number } | undefined
  rsocket: { sessions: number; latency: number; received: number }
}[] = [
  {
    users: 1_000,
    stomp: { succeeded: 100, latency: 66.54 },
    rsocket: { sessions: 1_000, latency: 233.81, received: 98.3 },
  },
  {
    users: 1_500,
    stomp: { succeeded: 58.64, latency: 3_140 },
    rsocket: { sessions: 1_494, latency: 478.85, received: 88.2 },
  },
  {
    users: 2_000,
    stomp: { succeeded: 21.02, latency: 107 },
    rsocket: { sessions: 1_992, latency: 7_697.79, received: 49.9 },
  },
  {
    users: 3_000,
    stomp: undefined,
    rsocket: { sessions: 2_988, latency: 225.63, received: 67.2 },
  },
]
