import type { Sql } from '@munova/database'
import { Coalescer, type Log, type Metrics, PeriodicJob } from '@munova/service'
import type { Changes } from '../delivery/relay/inbox-signals.ts'
import type { Sink } from '../delivery/room/subscription.ts'
import { type MemberAccount, type Reader, readAccounts, type RoomState, roomStatePages } from './changes.ts'
import { InboxSubscription } from './inbox-subscription.ts'
import { checkPosition, currentPosition, parsePosition, type Position } from './position.ts'

export interface InboxLimits {
  /** The shortest pause between two reads of rooms that were signalled. */
  batchWindowMs: number
  sweepMs: number
  sweepBrokerDownMs: number
  /** States of one statement. */
  pageRooms: number
  /** How old the position of an inbox may be. */
  resumeMs: number
}

/** Readers of one statement. */
const READERS = 200
/** Pause before inboxes that are behind are read again after a failure. */
const RETRY_MS = 500
/** Rooms that were signalled and wait to be read; with more all inboxes are read. */
const MAX_SIGNALLED = 10_000
/** Reading takes at most a quarter of the time, however busy the rooms are. */
const COOLDOWN_PER_READ = 3

/**
 * The open inboxes of this process. Nothing about an inbox is stored: its events are the states of the member's rooms, read
 * from the database when a signal says that a room has changed. The sweep reads what has changed since its last run, so that
 * a lost signal is found; only it moves the positions of the inboxes.
 */
export class Inboxes {
  readonly #sql: Sql
  readonly #log: Log
  readonly #limits: InboxLimits
  readonly #byMember = new Map<number, Set<InboxSubscription>>()
  readonly #behind = new Set<InboxSubscription>()
  readonly #sweeps: PeriodicJob
  readonly #catchUps: PeriodicJob
  readonly #reads
  readonly #events
  readonly #onAccount: (account: MemberAccount) => void
  #position: Promise<Position> | undefined
  #rooms = new Set<number>()
  #members = new Set<number>()
  readonly #signalled = new Coalescer(() => this.#readSignalled())
  #reading: Promise<void> | undefined
  #isClosed = false

  /** `onAccount` is told of an account before its inboxes are, also where the signal of its change was lost. */
  constructor(options: {
    sql: Sql
    log: Log
    metrics: Metrics
    limits: InboxLimits
    isBrokerUp: () => boolean
    onAccount: (account: MemberAccount) => void
  }) {
    const { sql, log, metrics, limits, isBrokerUp } = options
    this.#onAccount = options.onAccount
    this.#sql = sql
    this.#log = log
    this.#limits = limits
    metrics.gauge('inbox_subscriptions', 'Open inboxes of this process', {
      value: () => [...this.#byMember.values()].reduce((sum, ofMember) => sum + ofMember.size, 0),
    })
    this.#reads = metrics.counter('inbox_reads_total', 'Statements that read the states of inboxes', [
      'reason',
    ])
    this.#events = metrics.counter('inbox_events_total', 'Events delivered to inboxes')
    this.#sweeps = new PeriodicJob({
      name: 'inbox-sweep',
      everyMs: () => (isBrokerUp() ? limits.sweepMs : limits.sweepBrokerDownMs),
      log,
      metrics,
      run: () => this.#sweep(),
    })
    this.#sweeps.start()
    this.#catchUps = new PeriodicJob({
      name: 'inbox-catch-up',
      everyMs: () => (this.#behind.size > 0 ? RETRY_MS : Infinity),
      log,
      metrics,
      run: () => this.#catchUp(),
    })
    this.#catchUps.start()
  }

  /**
   * Opens an inbox, from now on or after the position that an earlier one had reached. The subscription is not started: the
   * caller responds first. Throws CURSOR_INVALID and POSITION_LOST.
   */
  async subscribe(options: {
    memberId: number
    after: string | undefined
    sink: Sink
  }): Promise<InboxSubscription> {
    const { memberId, after, sink } = options
    const since = await this.#startPosition(after)
    const subscription = new InboxSubscription({
      memberId,
      since,
      sink,
      onSent: () => this.#events.inc(),
      onBehind: (behind) => {
        this.#behind.add(behind)
        void this.#catchUps.trigger()
      },
    })
    const ofMember = this.#byMember.get(memberId) ?? new Set()
    this.#byMember.set(memberId, ofMember.add(subscription))
    return subscription
  }

  /** Closes the subscription, or forgets one that was ended. */
  unsubscribe(subscription: InboxSubscription): void {
    subscription.close()
    this.#behind.delete(subscription)
    const ofMember = this.#byMember.get(subscription.memberId)
    ofMember?.delete(subscription)
    if (ofMember?.size === 0) this.#byMember.delete(subscription.memberId)
  }

  /** The rooms and the accounts of the members have changed, here or on another node. */
  changed({ rooms, members }: Changes): void {
    if (this.#byMember.size === 0 || this.#isClosed) return
    for (const room of rooms) this.#rooms.add(room)
    for (const { id } of members) if (this.#byMember.has(id)) this.#members.add(id)
    if (this.#rooms.size > MAX_SIGNALLED) {
      this.#rooms.clear()
      void this.sweep()
    } else if (!this.#reading && this.#rooms.size + this.#members.size > 0) this.#signalled.schedule()
  }

  /** Reads what has changed in all inboxes. Never rejects. */
  sweep(): Promise<void> {
    return this.#sweeps.trigger()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#signalled.cancel()
    await Promise.all([this.#sweeps.close(), this.#catchUps.close(), this.#reading])
    this.#byMember.clear()
  }

  async #startPosition(after: string | undefined): Promise<Position> {
    // Inboxes that open at the same moment share a statement. One that began earlier gives an earlier position, which is as good.
    this.#position ??= currentPosition(this.#sql).finally(() => (this.#position = undefined))
    const now = await this.#position
    if (after === undefined) return now
    const { resumeMs } = this.#limits
    const since = parsePosition(after)
    // Another node may have given a position that is newer than the shared one.
    return checkPosition(since, since.xid > now.xid ? await currentPosition(this.#sql) : now, {
      maxAgeMs: resumeMs,
    })
  }

  /** One read at a time; what is signalled meanwhile is read by the next. */
  #readSignalled(): void {
    const startedAt = performance.now()
    const rooms = [...this.#rooms]
    const members = this.#members
    this.#rooms.clear()
    this.#members = new Set()
    this.#reading = this.#readChanged(rooms, members)
      .catch((error: unknown) => this.#log.warn({ err: error }, 'inboxes could not be read'))
      .finally(() => {
        this.#reading = undefined
        const tookMs = performance.now() - startedAt
        this.#signalled.cooldown(Math.max(this.#limits.batchWindowMs, COOLDOWN_PER_READ * tookMs))
        if (!this.#isClosed && this.#rooms.size + this.#members.size > 0) this.#signalled.schedule()
      })
  }

  async #readChanged(roomIds: number[], members: ReadonlySet<number>): Promise<void> {
    const readers = this.#readers(this.#all())
    const changed = readers.filter(({ memberId }) => members.has(memberId))
    if (changed.length > 0) deliver(changed, { accounts: await this.#accountsOf(changed, 'changed') })
    if (roomIds.length === 0) return
    this.#reads.inc({ reason: 'signal' })
    // Few rooms, whoever the readers are: one statement for all of them.
    const pages = roomStatePages(this.#sql, readers, { roomIds, limit: this.#limits.pageRooms })
    for await (const states of pages) deliver(readers, { states })
  }

  async #sweep(): Promise<void> {
    const subscriptions = this.#all()
    if (subscriptions.length === 0) return
    await this.#readSince(subscriptions, { reason: 'sweep', accounts: 'changed' })
  }

  async #catchUp(): Promise<void> {
    const subscriptions = [...this.#behind].filter(({ isBehind }) => isBehind)
    // One that asks again meanwhile is read again.
    this.#behind.clear()
    if (subscriptions.length === 0) return
    try {
      // The first event of an inbox is the account: the client has a cursor from the beginning.
      await this.#readSince(subscriptions, { reason: 'catch-up', accounts: 'all' })
    } catch (error) {
      for (const subscription of subscriptions) this.#behind.add(subscription)
      throw error
    }
  }

  /** Delivers everything that has changed since the positions of these subscriptions, and moves the positions. */
  async #readSince(
    subscriptions: readonly InboxSubscription[],
    { reason, accounts: which }: { reason: string; accounts: 'all' | 'changed' },
  ): Promise<void> {
    const position = await currentPosition(this.#sql)
    // The database has been restored or has failed over: it may have lost what was delivered.
    const isSame = ({ since }: Reader) => since.database === position.database
    for (const lost of subscriptions.filter((subscription) => !isSame(subscription)))
      lost.end('POSITION_LOST')
    const isCatchUp = reason === 'catch-up'
    for (const readers of chunks(this.#readers(subscriptions.filter(isSame)))) {
      this.#reads.inc({ reason })
      const accounts = await this.#accountsOf(readers, which)
      const full = deliver(readers, { accounts, isCatchUp })
      const all = readers.flatMap((reader) => reader.subscriptions)
      for await (const states of roomStatePages(this.#sql, readers, { limit: this.#limits.pageRooms })) {
        for (const subscription of deliver(readers, { states, isCatchUp })) full.add(subscription)
        // They read all of it again, from the same positions.
        if (full.size === all.length) break
      }
      for (const subscription of all) if (!full.has(subscription)) subscription.advance(position)
    }
  }

  async #accountsOf(readers: readonly Reader[], which: 'all' | 'changed'): Promise<MemberAccount[]> {
    const accounts = await readAccounts(this.#sql, readers, which)
    for (const account of accounts) this.#onAccount(account)
    return accounts
  }

  #all(): InboxSubscription[] {
    return [...this.#byMember.values()].flatMap((ofMember) => [...ofMember])
  }

  /** Their members, each from the earliest position of its subscriptions. */
  #readers(subscriptions: readonly InboxSubscription[]): MemberReader[] {
    const byMember = Map.groupBy(subscriptions, ({ memberId }) => memberId)
    return [...byMember].map(([memberId, ofMember]) => {
      const positions = ofMember.map(({ since }) => since)
      return {
        memberId,
        since: positions.reduce((one, other) => (other.xid < one.xid ? other : one)),
        subscriptions: ofMember,
      }
    })
  }
}

interface MemberReader extends Reader {
  readonly subscriptions: readonly InboxSubscription[]
}

/** Returns the subscriptions that did not take everything. */
function deliver(
  readers: readonly MemberReader[],
  {
    states = [],
    accounts = [],
    isCatchUp = false,
  }: {
    states?: readonly RoomState[]
    accounts?: readonly MemberAccount[]
    isCatchUp?: boolean
  },
): Set<InboxSubscription> {
  const statesOf = Map.groupBy(states, ({ memberId }) => memberId)
  const accountOf = new Map(accounts.map((account) => [account.memberId, account]))
  const full = new Set<InboxSubscription>()
  for (const { memberId, subscriptions } of readers) {
    const changes = { account: accountOf.get(memberId), isCatchUp }
    for (const subscription of subscriptions) {
      if (!subscription.deliverAll(statesOf.get(memberId) ?? [], changes)) full.add(subscription)
    }
  }
  return full
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / READERS) }, (_, index) =>
    items.slice(index * READERS, (index + 1) * READERS),
  )
}
