import { setTimeout as pause } from 'node:timers/promises'
import type { SimulatedMember } from '../members/member.ts'
import { removeTemporarily } from './membership.ts'
import { count, type Recorder } from '../history/recorder.ts'
import { describeFault, type Fault, type FaultKind } from './schedule.ts'
import type { RestartableSystem } from '../system/restartable-system.ts'

/** After losing the network, clients notice it after this time and reconnect. */
const DETECTION_MS = 400
/** Less than the shortest response has. */
const HALF_RESPONSE_BYTES = 7
const MANAGEMENT_TIMEOUT_MS = 5_000

export interface FaultContext {
  system: RestartableSystem
  members: readonly SimulatedMember[]
  /** The owner of each room. */
  owners: ReadonlyMap<number, SimulatedMember>
  recorder: Recorder
  log: (line: string) => void
}

/** Injects the faults of a schedule into the system. */
export class FaultInjector {
  /** Injected faults by kind. */
  readonly counts = new Map<FaultKind, number>()
  /** A line for each scheduled fault. */
  readonly descriptions: string[] = []
  readonly #context: FaultContext
  /** The last fault of each target; faults of one target run one after the other. */
  readonly #lastOfTarget = new Map<string, Promise<void>>()
  #isOver = false

  constructor(context: FaultContext) {
    this.#context = context
  }

  /** Runs the schedule until `end`. */
  async run(schedule: Iterator<Fault>): Promise<void> {
    const { recorder, log } = this.#context
    for (let next = schedule.next(); !next.done; next = schedule.next()) {
      const fault = next.value
      while (!this.#isOver && recorder.now < fault.at) await pause(Math.min(50, fault.at - recorder.now))
      if (this.#isOver) return
      this.descriptions.push(describeFault(fault))
      log(describeFault(fault))
      this.#enqueue(fault)
    }
  }

  /** Starts no further faults, not even queued ones; resolves when everything is repaired. */
  async end(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#lastOfTarget.values())
  }

  #enqueue(fault: Fault): void {
    const key = targetOf(fault)
    const before = this.#lastOfTarget.get(key) ?? Promise.resolve()
    this.#lastOfTarget.set(key, this.#runAfter(before, fault))
  }

  async #runAfter(before: Promise<void>, fault: Fault): Promise<void> {
    await before
    if (this.#isOver) return
    count(this.counts, fault.kind)
    try {
      await this.#inject(fault)
    } catch (error) {
      this.#context.recorder.problem(`${describeFault(fault)}: ${String(error)}`)
    }
  }

  async #inject(fault: Fault): Promise<void> {
    const { system, members, recorder } = this.#context
    const affected = fault.members.map((index) => members[index]!)
    const node = system.nodes[fault.node]!
    switch (fault.kind) {
      case 'node-kill':
        node.lastFault = fault.kind
        await node.kill()
        await pause(fault.forMs)
        return node.start()
      case 'node-drain': {
        node.lastFault = fault.kind
        const code = await node.drain()
        if (code !== 0) recorder.problem(`node ${fault.node} exited with ${code} after draining`)
        await pause(fault.forMs)
        return node.start()
      }
      case 'node-freeze':
        node.freeze()
        await pause(fault.forMs)
        return node.thaw()
      case 'rabbit-stop':
        await system.rabbit.stop()
        await pause(fault.forMs)
        return system.rabbit.start()
      case 'amqp-close':
        return closeAmqpConnections(system.rabbit.managementUrl)
      case 'postgres-stop':
        await system.database.stop()
        await pause(fault.forMs)
        return system.database.start()
      case 'half-responses':
        // The first bytes of a response, in the middle of a message.
        system.databaseProxy.stopResponses(HALF_RESPONSE_BYTES)
        return
      case 'backends':
        await system.sql`
          select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'chat-server%'`
        return
      case 'vanish':
        for (const member of affected) member.disconnect(fault.kind)
        return
      case 'half-open':
        for (const { proxy } of affected) proxy?.partition()
        await pause(DETECTION_MS)
        for (const member of affected) member.disconnect(fault.kind)
        await pause(fault.forMs)
        for (const { proxy } of affected) proxy?.heal()
        return
      case 'stall':
        for (const member of affected) member.pauseReading()
        await pause(fault.forMs)
        for (const member of affected) member.resumeReading()
        return
      case 'membership':
        await Promise.all(affected.map((member) => this.#remove(member, fault)))
    }
  }

  /** Removes the member temporarily from a room that it does not own. */
  async #remove(member: SimulatedMember, fault: Fault): Promise<void> {
    const { owners, system, recorder } = this.#context
    const rooms = [...member.reader.rooms.keys()].filter((roomId) => owners.get(roomId) !== member)
    if (rooms.length === 0) return
    const roomId = rooms[fault.at % rooms.length]!
    const owner = owners.get(roomId)!
    await removeTemporarily({ member, owner, roomId, nodes: system.nodes, recorder }, fault.forMs)
  }
}

function targetOf({ kind, node }: Fault): string {
  switch (kind) {
    case 'node-kill':
    case 'node-drain':
    case 'node-freeze':
      return `node ${node}`
    case 'rabbit-stop':
    case 'amqp-close':
      return 'rabbit'
    case 'postgres-stop':
    case 'half-responses':
    case 'backends':
      return 'postgres'
    default:
      return kind
  }
}

/** Closes all AMQP connections through the management API. */
async function closeAmqpConnections(managementUrl: string): Promise<void> {
  const { origin, username, password } = new URL(managementUrl)
  const manage = (method: string, path: string) =>
    fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
      signal: AbortSignal.timeout(MANAGEMENT_TIMEOUT_MS),
    })
  const connections = (await (await manage('GET', '/api/connections')).json()) as { name: string }[]
  await Promise.all(
    connections.map(({ name }) => manage('DELETE', `/api/connections/${encodeURIComponent(name)}`)),
  )
}
