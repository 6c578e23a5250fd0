import { setTimeout as delay } from 'node:timers/promises'
import { type Broker, connectRabbit } from '@munova/broker'
import { closeCodes } from '@munova/chat-contract'
import { publishEvent } from '@munova/testing'
import { Connection } from '../clients/connection/connection.ts'
import { transports } from '../clients/connection/transport.ts'
import { Latency, summarize } from '../clients/statistics/latency.ts'
import { count, type Tally } from '../clients/statistics/tally.ts'
import { latencyFigures } from '../measurement/chat-figures.ts'
import { createGroups } from '../fixtures/rooms.ts'
import type { TestMember } from '../fixtures/members.ts'
import { monotonic } from '../runtime/clock.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { startSystem, type System } from '../system/system.ts'

const options = {
  members: { what: 'members who withdraw, connected to both nodes', fallback: 50, least: 1, most: 5_000 },
  every: { what: 'milliseconds between two withdrawals', fallback: 100, least: 0, most: 60_000 },
} as const

/** A connection that is open after this time stays open. */
const TIMEOUT_MS = 10_000
const POLL_MS = 10

/** How long a member who has withdrawn stays connected: from the event's publication to the close on each of two nodes. */
export const withdraw: Scenario<typeof options> = {
  name: 'withdraw',
  summary: 'members withdraw; from the event to the close of their connections on two nodes',
  options,
  async run({ cleanup, profile, log }, values) {
    const system = await startSystem(cleanup, { nodes: 2, profile, log })
    const [group] = await createGroups(system, { rooms: 1, members: values.members })
    const broker = connectRabbit(system.amqpUrl!)
    await cleanup.defer(() => broker.close())
    const closed = new Latency()
    const wrong: Tally = {}
    const open = new Set<Connection>()
    await cleanup.defer(() => open.forEach((connection) => connection.close()))
    const publishedAt = new Map<number, number>()

    const connect = async ({ memberId, token }: TestMember, address: System['nodes'][number]['address']) => {
      const connection = await Connection.open(
        { transport: transports.ws, address, token },
        {
          onEvent: () => undefined,
          onResult: () => undefined,
          onSubscriptionEnded: () => undefined,
          onClosed(code) {
            const at = publishedAt.get(memberId)
            if (at !== undefined) closed.record(monotonic() - at)
            if (code !== closeCodes.ACCOUNT_CLOSED.code) count(wrong, String(code))
            open.delete(connection)
          },
        },
      )
      open.add(connection)
      await connection.subscribe(group!.roomId)
    }
    for (const member of group!.people)
      await Promise.all(system.nodes.map(({ address }) => connect(member, address)))
    log(`${open.size} connections`)

    const from = monotonic()
    for (const { memberId } of group!.people) {
      publishedAt.set(memberId, monotonic())
      await publishWithdrawal(broker, memberId)
      await delay(values.every)
    }
    const until = monotonic() + TIMEOUT_MS
    while (open.size > 0 && monotonic() < until) await delay(POLL_MS)
    const to = monotonic()
    const latency = summarize([closed.encode()])
    const left = open.size
    await system.stopServers()
    return {
      figures: [
        { key: 'closed', label: 'connections closed', value: latency.count, unit: '' },
        ...latencyFigures('closed', 'from the event to the close', latency),
      ],
      problems: [
        ...(left > 0 ? [`${left} connections are still open`] : []),
        ...Object.entries(wrong).map(([code, number]) => `${number} connections were closed with ${code}`),
      ],
      notes: ['each member has a connection to each of two nodes, and all are in one room'],
      durability: system.durability,
      window: { from, to },
    }
  },
}

/** As commerce-api does, except for its outbox. */
function publishWithdrawal(broker: Broker, id: number): Promise<void> {
  const member = { id, displayName: 'withdrawn', role: 'BUYER', status: 'WITHDRAWN', revision: 2 }
  return publishEvent(broker, 'member.withdrawn', member, { key: `member:${id}` })
}
