import { randomOf } from '@munova/tool-seed'

/** Kinds of faults, with the minimum and maximum duration in milliseconds. */
export const faultKinds = {
  'node-kill': { what: 'SIGKILL of a node, then restart', lasts: [0, 2_000] },
  'node-drain': { what: 'SIGTERM of a node, then restart', lasts: [0, 1_000] },
  'node-freeze': { what: 'SIGSTOP of a node, then SIGCONT', lasts: [1_000, 10_000] },
  'rabbit-stop': { what: 'RabbitMQ stopped and started', lasts: [1_000, 6_000] },
  'amqp-close': { what: 'every AMQP connection closed by the broker', lasts: [0, 0] },
  'postgres-stop': { what: 'PostgreSQL stopped and started', lasts: [500, 10_000] },
  'half-responses': {
    what: 'responses of PostgreSQL that stop half way, with the connections open',
    lasts: [0, 0],
  },
  'database-away-events': {
    what: 'PostgreSQL stopped for most of a minute while member events arrive',
    lasts: [47_000, 47_000],
  },
  'key-rotation': {
    what: 'the key of the tokens is rotated while the server of the keys is away',
    lasts: [1_000, 4_000],
  },
  'frozen-large': {
    what: 'SIGSTOP of a node while it stores and answers large messages',
    lasts: [2_000, 6_000],
  },
  backends: { what: 'every PostgreSQL backend of the nodes terminated', lasts: [0, 0] },
  'half-open': {
    what: 'members whose network delays everything until it is healed',
    lasts: [1_000, 8_000],
  },
  vanish: { what: 'members whose connection breaks, who reconnect to another node', lasts: [0, 0] },
  stall: { what: 'members who stop reading', lasts: [3_000, 12_000] },
  membership: { what: 'members removed from a room, who rejoin later', lasts: [300, 3_000] },
  'lost-tail': {
    what: 'the newest entries of a room deleted, of up to this time, while its members write on',
    lasts: [0, 3_000],
  },
} as const
export type FaultKind = keyof typeof faultKinds
export const allFaults = Object.keys(faultKinds) as FaultKind[]

export interface Fault {
  kind: FaultKind
  /** Milliseconds after the start. */
  at: number
  forMs: number
  /** The node, for faults of a node. */
  node: number
  /** Indexes of the members, for faults of members. */
  members: number[]
}

/** Minimum and maximum time between the starts of two faults. */
const PAUSE_MS = [1_000, 5_000] as const
/** The share of members that a fault of members affects. */
const AFFECTED_SHARE = 1 / 4

/**
 * An endless schedule of faults, the same for the same seed, in rounds with one fault of each kind. `proxied` are the
 * members behind a proxy, whose network can fail.
 */
export function* faultSchedule(options: {
  seed: number
  kinds: readonly FaultKind[]
  nodes: number
  members: number
  proxied: readonly number[]
  /** How long `database-away-events` lasts. */
  awayMs?: number
}): Generator<Fault, never> {
  const { seed, kinds, nodes, members, proxied, awayMs } = options
  const random = randomOf(seed, 'faults')
  const everybody = Array.from({ length: members }, (_, index) => index)
  for (let at = 0; ;) {
    for (const kind of random.shuffle(kinds)) {
      at += random.int(...PAUSE_MS)
      const [shortest, longest] = faultKinds[kind].lasts
      const candidates = kind === 'half-open' ? proxied : everybody
      const isAway = kind === 'database-away-events'
      const forMs = (isAway ? awayMs : undefined) ?? random.int(shortest, longest)
      yield {
        kind,
        at,
        forMs,
        node: random.int(0, nodes - 1),
        members: random
          .shuffle(candidates)
          .slice(0, Math.max(1, Math.ceil(candidates.length * AFFECTED_SHARE))),
      }
      // The other faults of the database and of the broker would otherwise pile up behind it.
      if (isAway) at += forMs
    }
  }
}

/** A line with the relevant fields of the fault. */
export function describeFault({ kind, at, forMs, node, members }: Fault): string {
  const [, longest] = faultKinds[kind].lasts
  return [
    `${(at / 1_000).toFixed(1).padStart(7)} s ${kind}`,
    ...(kind.startsWith('node-') || kind === 'frozen-large' ? [`node ${node}`] : []),
    ...(concernsMembers(kind) ? [`members ${members.map((index) => index + 1).join(' ')}`] : []),
    ...(longest > 0 ? [`for ${(forMs / 1_000).toFixed(1)} s`] : []),
  ].join(', ')
}

function concernsMembers(kind: FaultKind): boolean {
  return ['half-open', 'vanish', 'stall', 'membership', 'key-rotation'].includes(kind)
}
