export const sizes = ['quick', 'full'] as const
export type Size = (typeof sizes)[number]

/** Parameters of both sets; `quick` only shows that everything works, with small loads. */
export const amounts = {
  quick: {
    /** Connections opened at once, and connections held with a server limit. */
    bursts: [1_000, 2_000],
    limited: [9_000],
    held: { connections: 4_000, ramp: 2_000, hold: 5 },
    idle: { connections: 2_000, ramp: 1_000, hold: 5 },
    workers: { connections: 4_000, workers: 2, ramp: 2_000, hold: 5 },
    users: [200, 400],
    talk: { ramp: 200, seconds: 5 },
    room: { members: 600, rate: 10 },
    busyRoom: { members: 300, rate: 100, generators: 2 },
    /** Number of runs for the targets, and seconds of each. */
    repeat: 1,
    seconds: 5,
    appendRate: 1_000,
    appendTwo: 2_000,
    slow: { members: 50, slow: 2, rate: 150, seconds: 12, behind: 1_000 },
    storm: { connections: 1_500, members: 100, seconds: 12 },
    drain: { rooms: 10, members: 20, rate: 100, seconds: 20, window: 1_000 },
    soak: { seconds: 15, rate: 200 },
    http: { products: 5_000, seconds: 2, warmup: 1, rounds: 1 },
    trade: { seconds: 4, warmup: 2, buyers: 1_000, pairs: 50, coupons: 1_000, late: 2_000 },
    compare: { members: 200, rounds: 1, seconds: 4 },
    compareBusy: { rate: 50, only: 'websocket' },
  },
  full: {
    bursts: [5_000, 10_000, 15_000],
    limited: [10_000, 15_000],
    held: { connections: 19_500, ramp: 2_000, hold: 300 },
    idle: { connections: 10_000, ramp: 1_000, hold: 15 },
    workers: { connections: 60_000, workers: 4, ramp: 3_000, hold: 20 },
    users: [1_000, 1_500, 2_000, 3_000],
    talk: { ramp: 200, seconds: 12 },
    room: { members: 3_000, rate: 10 },
    busyRoom: { members: 1_000, rate: 500, generators: 2 },
    repeat: 3,
    seconds: 8,
    appendRate: 1_000,
    appendTwo: 5_000,
    slow: { seconds: 45 },
    storm: { connections: 15_000, seconds: 30 },
    drain: { seconds: 40 },
    soak: { seconds: 90 },
    http: { seconds: 4, warmup: 2 },
    /** The conditions under which other shops were measured. */
    trade: { seconds: 12, warmup: 8, buyers: 10_000, pairs: 100, pin: 1 },
    compare: { members: 1_000, rounds: 3, seconds: 5 },
    compareBusy: { rate: 100, rounds: 2 },
  },
} as const
