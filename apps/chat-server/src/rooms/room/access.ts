import { setTimeout as sleep } from 'node:timers/promises'
import { retryOnConnectionLoss, type Sql } from '@munova/database'
import { Mutex } from '@munova/service'
import DataLoader from 'dataloader'
import { firstReadableSeq } from '../../log/readable.ts'

/** A member's role and read position in a room and what the member may read, with the state of the room. */
export interface Access {
  role: 'OWNER' | 'MEMBER'
  status: 'OPEN' | 'CLOSED'
  lastSeq: number
  readSeq: number
  /** The first seq that the member may read; 0 or 1 when that is everything. */
  firstSeq: number
  /** Of the log; entries up to `epochStart` are the same in it and in the epoch before. */
  epoch: number
  epochStart: number
}

/** The position at which a member begins who asks for what follows `after`. */
export function readableAfter({ firstSeq }: Pick<Access, 'firstSeq'>, after: number): number {
  return Math.max(after, firstSeq - 1)
}

interface Key {
  memberId: number
  roomId: number
}

/** Requests of one statement. */
const MAX_BATCH = 1_000
/**
 * The batch window after a statement grows with the number of its requests. A single subscriber does not notice it,
 * and thousands of members who resume within seconds, each at a different moment, share a few dozen statements.
 */
const WINDOW_PER_REQUEST_MS = 4
const MAX_WINDOW_MS = 60

/** Reads which rooms members may read, in batches: one statement at a time for all requests that wait. */
export class RoomAccess {
  readonly #sql: Sql
  readonly #loader: DataLoader<Key, Access | undefined>
  readonly #mutex = new Mutex()
  /** Resolves when the batch window of the last statement is over. Never rejects. */
  #batchWindow: Promise<unknown> = Promise.resolve()

  constructor(sql: Sql) {
    this.#sql = sql
    this.#loader = new DataLoader((keys) => this.#load(keys), {
      // Access changes with every join, leave and message.
      cache: false,
      maxBatchSize: MAX_BATCH,
      batchScheduleFn: (dispatch) => {
        void this.#mutex.run(() => {
          dispatch()
          return this.#batchWindow
        })
      },
    })
  }

  /** Undefined when the room does not exist, or the member is not in it or has withdrawn. */
  of(memberId: number, roomId: number): Promise<Access | undefined> {
    return this.#loader.load({ memberId, roomId })
  }

  #load(keys: readonly Key[]): Promise<(Access | undefined)[]> {
    const result = retryOnConnectionLoss(() => readAccess(this.#sql, keys))
    const wait = () => sleep(Math.min(keys.length * WINDOW_PER_REQUEST_MS, MAX_WINDOW_MS))
    this.#batchWindow = result.then(wait, wait)
    return result
  }
}

async function readAccess(sql: Sql, keys: readonly Key[]): Promise<(Access | undefined)[]> {
  const rows = await sql<(Access & { position: number })[]>`
    select k.position, m.role, r.status, r.last_seq as "lastSeq", m.read_seq as "readSeq",
      ${firstReadableSeq(sql)} as "firstSeq",
      r.epoch, r.epoch_start as "epochStart"
    from unnest(
      ${keys.map(({ roomId }) => roomId)}::bigint[], ${keys.map(({ memberId }) => memberId)}::bigint[]
    ) with ordinality as k (room_id, member_id, position)
    join room_members m on m.room_id = k.room_id and m.member_id = k.member_id
    join rooms r on r.id = k.room_id
    join members s on s.id = k.member_id and s.status = 'ACTIVE'`
  const byPosition = new Map(rows.map(({ position, ...access }) => [position, access]))
  return keys.map((_key, index) => byPosition.get(index + 1))
}
