import { randomBytes } from 'node:crypto'
import { messageId } from '../clients/messages/message-id.ts'
import type { ClientPlan, ClientsResult, Pace, Plan } from '../clients/jobs/load-plan.ts'
import type { AnyTransportName, NodeAddress } from '../clients/connection/transport.ts'
import type { Acked } from './storage.ts'

/** A load in words that every scenario shares. */
export interface Load {
  transport: AnyTransportName
  clients: ClientPlan[]
  pace: Pace
  size: number
  warmUpSeconds: number
  seconds: number
  /** Processes of clients at least; the clients are dealt out among them. */
  generators: number
}

/** An answer or a delivery that takes longer than this after the last one came is lost. */
const PATIENCE_MS = 10_000
/** A process may open 20,000 files, here and on most machines. */
const CLIENTS_PER_PROCESS = 18_000
/**
 * A pair of addresses has 28,000 ports, and the kernel looks for a free one longer the more are taken: from one address
 * 15,000 connections took 14 s to begin, before the first could write.
 */
const CLIENTS_PER_ADDRESS = 2_000
const ADDRESSES = CLIENTS_PER_PROCESS / CLIENTS_PER_ADDRESS

/** How many processes so many clients need. */
export function processesFor(clients: number, wanted: number): number {
  return Math.max(wanted, Math.ceil(clients / CLIENTS_PER_PROCESS))
}

/** The addresses from which a process of clients connects; all of 127.0.0.0/8 is this machine, on Linux. */
export function addressesFor(generator: number, clients: number): string[] | undefined {
  if (process.platform !== 'linux' || clients <= CLIENTS_PER_ADDRESS) return undefined
  return Array.from({ length: ADDRESSES }, (_, index) => `127.0.${generator + 1}.${index + 1}`)
}

/** One plan for each process of clients. */
export function makePlans(nodes: NodeAddress[], load: Load): Plan[] {
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
    patienceMs: PATIENCE_MS,
  }))
}

/** Every acked message of a run, and where it has to lie. */
export function ackedOf(
  results: readonly ClientsResult[],
  { run, senders }: Plan,
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
