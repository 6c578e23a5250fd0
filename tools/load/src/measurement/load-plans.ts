import { randomBytes } from 'node:crypto'
import { messageId } from '../clients/messages/message-id.ts'
import type { ClientPlan, LoadResult, Pace, LoadPlan } from '../clients/jobs/load-plan.ts'
import type { AnyTransportName, NodeAddress } from '../clients/connection/transport.ts'
import type { Acked } from './storage.ts'

/** The parameters of a load, common to all scenarios. */
export interface Load {
  transport: AnyTransportName
  clients: ClientPlan[]
  pace: Pace
  size: number
  warmUpSeconds: number
  seconds: number
  /** Minimum number of client processes; the clients are distributed over them. */
  generators: number
}

/** Without any response or delivery for this long, what is missing counts as lost. */
const TIMEOUT_MS = 10_000
/** Below the limit of 20,000 open files that most machines have. */
const CLIENTS_PER_PROCESS = 18_000
/**
 * A pair of addresses has 28,000 ports, and the search of the kernel for a free one slows down as they fill up: 15,000
 * connections from one address took 14 s to start.
 */
const CLIENTS_PER_ADDRESS = 2_000
const ADDRESSES = CLIENTS_PER_PROCESS / CLIENTS_PER_ADDRESS

/** The number of client processes: at least `wanted`, more when the clients do not fit. */
export function processesFor(clients: number, wanted: number): number {
  return Math.max(wanted, Math.ceil(clients / CLIENTS_PER_PROCESS))
}

/** The local addresses that a client process connects from; on Linux all of 127.0.0.0/8 is the local machine. */
export function addressesFor(generator: number, clients: number): string[] | undefined {
  if (process.platform !== 'linux' || clients <= CLIENTS_PER_ADDRESS) return undefined
  return Array.from({ length: ADDRESSES }, (_, index) => `127.0.${generator + 1}.${index + 1}`)
}

/** The plan of each client process. */
export function makePlans(nodes: NodeAddress[], load: Load): LoadPlan[] {
  const run = randomBytes(4).toString('hex')
  const { transport, pace, size, clients } = load
  const count = processesFor(clients.length, load.generators)
  const senders = clients.filter(({ sender }) => sender !== undefined).length
  return Array.from({ length: count }, (_, generator) => ({
    transport,
    nodes,
    from: addressesFor(generator, clients.length),
    run,
    clients: clients.filter((_client, index) => index % count === generator),
    senders,
    pace,
    size,
    warmUpMs: load.warmUpSeconds * 1_000,
    measureMs: load.seconds * 1_000,
    timeoutMs: TIMEOUT_MS,
  }))
}

/** Every acked message of a run, with its room and seq. */
export function ackedOf(
  results: readonly LoadResult[],
  { run, senders }: LoadPlan,
  { clients }: Load,
): Acked[] {
  const rooms = new Map(clients.map(({ sender, roomId }) => [sender, roomId]))
  return results.flatMap(({ acked }) =>
    acked.numbers.map((number, index) => ({
      roomId: rooms.get(number % senders)!,
      seq: acked.seqs[index]!,
      clientMessageId: messageId(run, number),
    })),
  )
}
