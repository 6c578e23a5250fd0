import { setTimeout as pause } from 'node:timers/promises'
import type { LossyRoom } from '../members/create-members.ts'
import type { Member } from '../members/member.ts'
import { removeTemporarily } from './membership.ts'
import { count, type Recorder } from '../history/recorder.ts'
import { closeAmqpConnections } from '../system/management.ts'
import { loseTail } from './lost-tail.ts'
import { freezeLarge, type FreezeResult, type LargeRoom } from './frozen-large.ts'
import { rotateKey } from './key-rotation.ts'
import { describeFault, type Fault, type FaultKind } from './schedule.ts'
import type { RestartableSystem } from '../system/restartable-system.ts'

/** After losing the network, clients notice it after this time and reconnect. */
const DETECTION_MS = 400
/** Less than the shortest response has. */
const HALF_RESPONSE_BYTES = 7

export interface FaultContext {
  system: RestartableSystem
  members: readonly Member[]
  /** The owner of each room. */
  owners: ReadonlyMap<number, Member>
  largeRoom: LargeRoom
  lossyRooms: readonly LossyRoom[]
  recorder: Recorder
  log: (line: string) => void
}

/** Injects the faults of a schedule into the system. */
export class FaultInjector {
  /** Injected faults by kind. */
  readonly counts = new Map<FaultKind, number>()
  /** How often the faults of some kinds were seen to take effect. */
  readonly effects = new Map<FaultKind, number>()
  readonly freezes: FreezeResult[] = []
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
    const targets = targetsOf(fault, this.#context.system.nodes.length)
    const before = targets.flatMap((target) => this.#lastOfTarget.get(target) ?? [])
    const running = this.#runAfter(before, fault)
    for (const target of targets) this.#lastOfTarget.set(target, running)
  }

  async #runAfter(before: readonly Promise<void>[], fault: Fault): Promise<void> {
    await Promise.all(before)
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
      case 'database-away-events':
        return this.#stopDatabaseDuringEvents(fault)
      case 'key-rotation':
        if (
          await rotateKey(system, {
            members,
            affected,
            largeWriter: this.#context.largeRoom.writer,
            forMs: fault.forMs,
          })
        )
          count(this.effects, fault.kind)
        return
      case 'frozen-large':
        return this.#freezeLarge(fault)
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
        for (const member of affected) member.partition()
        await pause(DETECTION_MS)
        for (const member of affected) member.disconnect(fault.kind)
        await pause(fault.forMs)
        for (const member of affected) member.heal()
        return
      case 'stall':
        for (const member of affected) member.pauseReading()
        await pause(fault.forMs)
        for (const member of affected) member.resumeReading()
        return
      case 'membership':
        await Promise.all(affected.map((member) => this.#remove(member, fault)))
        return
      case 'lost-tail': {
        const { lossyRooms } = this.#context
        const room = lossyRooms[fault.at % lossyRooms.length]!
        const { sql } = system
        if (await loseTail({ sql, recorder }, room, fault.forMs)) count(this.effects, fault.kind)
      }
    }
  }

  async #stopDatabaseDuringEvents({ kind, forMs }: Fault): Promise<void> {
    const { database, memberEvents } = this.#context.system
    await database.stop()
    const before = memberEvents.published
    await pause(forMs)
    if (memberEvents.published > before) count(this.effects, kind)
    await database.start()
  }

  async #freezeLarge({ kind, node, forMs }: Fault): Promise<void> {
    const { system, recorder, largeRoom: room } = this.#context
    const result = await freezeLarge({ nodes: system.nodes, recorder }, { node, forMs, room })
    if (!result) return
    count(this.effects, kind)
    this.freezes.push(result)
    if (result.during === 0 && result.before > 0) recorder.problem('no other node went on during a freeze')
  }

  /** Removes the member temporarily from a room that it does not own. */
  async #remove(member: Member, fault: Fault): Promise<void> {
    const { owners, system, recorder } = this.#context
    const rooms = [...member.reader.rooms.keys()].filter(
      (roomId) => owners.has(roomId) && owners.get(roomId) !== member,
    )
    if (rooms.length === 0) return
    const roomId = rooms[fault.at % rooms.length]!
    const owner = owners.get(roomId)!
    await removeTemporarily({ member, owner, roomId, nodes: system.nodes, recorder }, fault.forMs)
  }
}

/** Faults of one target run one after the other. Those that measure the nodes have the whole system for themselves. */
function targetsOf({ kind, node }: Fault, nodes: number): string[] {
  const allNodes = Array.from({ length: nodes }, (_, index) => `node ${index}`)
  switch (kind) {
    case 'node-kill':
    case 'node-drain':
    case 'node-freeze':
      return [`node ${node}`]
    case 'rabbit-stop':
    case 'amqp-close':
      return ['rabbit']
    case 'postgres-stop':
    case 'half-responses':
    case 'backends':
      return ['postgres']
    case 'database-away-events':
      return ['postgres', 'rabbit']
    case 'key-rotation':
      return allNodes
    case 'frozen-large':
    case 'lost-tail':
      return [...allNodes, 'postgres', 'rabbit']
    default:
      return [kind]
  }
}
