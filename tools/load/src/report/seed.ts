/*
 * What the original system published about itself. Its success rates of phase 2 are of different things for STOMP
 * (requests over HTTP) and RSocket (messages received of those sent).
 */

/** Phase 1: connections at once over STOMP; success in percent, ws_connecting and ws_connect_time in seconds, averages. */
export interface SeedCrowd {
  connections: number
  files: SeedArrival | undefined
  backlog: SeedArrival
  none: SeedArrival
}
export type SeedArrival = [succeeded: number, connecting: number, connect: number]

export const seedCrowds: readonly SeedCrowd[] = [
  { connections: 5_000, files: [48.36, 11.42, 8.04], backlog: [100, 2.39, 3.63], none: [100, 1.15, 1.68] },
  {
    connections: 10_000,
    files: [30.18, 13.26, 8.82],
    backlog: [96.72, 4.68, 6.2],
    none: [99.18, 4.29, 6.02],
  },
  { connections: 15_000, files: undefined, backlog: [92.54, 10.76, 15.06], none: [96.27, 7.44, 10.38] },
]

/** Connections that stayed, in percent, before and after the server's own limit was raised from 8,192. */
export const seedHeld: readonly { connections: number; before: number | undefined; after: number }[] = [
  { connections: 10_000, before: 81.91, after: 100 },
  { connections: 15_000, before: 54.6, after: 100 },
  { connections: 18_000, before: undefined, after: 90.81 },
]

/** Phase 2. Latencies in milliseconds, averages. */
export const seedTalks: readonly {
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
