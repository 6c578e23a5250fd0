import { setTimeout as pause } from 'node:timers/promises'
import type { Member } from '../members/member.ts'
import { removeForAWhile } from './membership.ts'
import { count, type Journal } from '../history/recorder.ts'
import { describeFault, type Fault, type FaultKind } from './schedule.ts'
import type { Stage } from '../system/environment.ts'

/** Whoever lost the network notices it after so long, and comes back elsewhere. */
const NOTICE_MS = 400
const MANAGEMENT_TIMEOUT_MS = 5_000

export interface Scene {
  stage: Stage
  members: readonly Member[]
  /** Who owns each room. */
  owners: ReadonlyMap<number, Member>
  journal: Journal
  log: (line: string) => void
}

/** Does to a system what a schedule says, when it says so. */
export class Faults {
  readonly done = new Map<FaultKind, number>()
  readonly told: string[] = []
  readonly #scene: Scene
  /** What happens to the same thing happens one after the other. */
  readonly #turns = new Map<string, Promise<void>>()
  #isOver = false

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** Until `end`. */
  async run(schedule: Iterator<Fault>): Promise<void> {
    const { journal, log } = this.#scene
    for (let next = schedule.next(); !next.done; next = schedule.next()) {
      const fault = next.value
      while (!this.#isOver && journal.now < fault.at) await pause(Math.min(50, fault.at - journal.now))
      if (this.#isOver) return
      this.told.push(describeFault(fault))
      log(describeFault(fault))
      this.#begin(fault)
    }
  }

  /** No further faults, also not those that wait for their turn; resolves when what was broken is whole again. */
  async end(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#turns.values())
  }

  #begin(fault: Fault): void {
    const key = targetOf(fault)
    const before = this.#turns.get(key) ?? Promise.resolve()
    this.#turns.set(key, this.#after(before, fault))
  }

  async #after(before: Promise<void>, fault: Fault): Promise<void> {
    await before
    if (this.#isOver) return
    count(this.done, fault.kind)
    try {
      await this.#commit(fault)
    } catch (error) {
      this.#scene.journal.problem(`${describeFault(fault)}: ${String(error)}`)
    }
  }

  async #commit(fault: Fault): Promise<void> {
    const { stage, members, journal } = this.#scene
    const struck = fault.members.map((place) => members[place]!)
    const node = stage.nodes[fault.node]!
    switch (fault.kind) {
      case 'node-kill':
        node.lastFault = fault.kind
        await node.kill()
        await pause(fault.forMs)
        return node.start()
      case 'node-drain': {
        node.lastFault = fault.kind
        const code = await node.drain()
        if (code !== 0) journal.problem(`node ${fault.node} ended with ${code} when it was drained`)
        await pause(fault.forMs)
        return node.start()
      }
      case 'node-freeze':
        node.freeze()
        await pause(fault.forMs)
        return node.thaw()
      case 'rabbit-stop':
        await stage.rabbit.stop()
        await pause(fault.forMs)
        return stage.rabbit.start()
      case 'amqp-close':
        return closeAmqpConnections(stage.rabbit.managementUrl)
      case 'postgres-stop':
        await stage.database.stop()
        await pause(fault.forMs)
        return stage.database.start()
      case 'backends':
        await stage.sql`
          select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'chat-server%'`
        return
      case 'vanish':
        for (const member of struck) member.leave(fault.kind)
        return
      case 'half-open':
        for (const { relay } of struck) relay?.cut()
        await pause(NOTICE_MS)
        for (const member of struck) member.leave(fault.kind)
        await pause(fault.forMs)
        for (const { relay } of struck) relay?.mend()
        return
      case 'stall':
        for (const member of struck) member.stall()
        await pause(fault.forMs)
        for (const member of struck) member.resume()
        return
      case 'membership':
        await Promise.all(struck.map((member) => this.#remove(member, fault)))
    }
  }

  /** From one of their rooms that is not their own. */
  async #remove(member: Member, fault: Fault): Promise<void> {
    const { owners, stage, journal } = this.#scene
    const rooms = [...member.reader.places.keys()].filter((roomId) => owners.get(roomId) !== member)
    if (rooms.length === 0) return
    const roomId = rooms[fault.at % rooms.length]!
    const owner = owners.get(roomId)!
    await removeForAWhile({ member, owner, roomId, nodes: stage.nodes, journal }, fault.forMs)
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
    case 'backends':
      return 'postgres'
    default:
      return kind
  }
}

/** By the broker, as its administrator may do at any time. */
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
