import { retryOnConnectionLoss, type Rows, type Sql } from '@munova/database'
import { JSON_TYPE } from '@munova/service'
import type { KeyOfMember, StoredResponse } from './claim.ts'

/** A request that has claimed its Idempotency-Key, for operations that move money or stock. */
export class IdempotencyContext {
  readonly #key: KeyOfMember
  /** An earlier run of the request has committed its effect: respond, and change nothing. */
  readonly isCommitted: boolean
  /** The statement of the effect has stored the response. */
  isResponseStored = false

  constructor(key: KeyOfMember, isCommitted: boolean) {
    this.#key = key
    this.isCommitted = isCommitted
  }

  /** A part of the statement of the effect, which `effect` has rows of: from now on a repetition has no effect. */
  markCommitted(sql: Sql, effect: Rows) {
    return sql`
      update idempotency_keys set committed = true
      where ${this.#isMine(sql)} and exists (select from ${effect.name})`
  }

  /** As markCommitted(), with the response, so that a repetition of the request gets the same bytes after any crash. */
  storeResponse(
    sql: Sql,
    effect: Rows,
    { status, location, body }: { status: number; location?: string; body: string },
  ) {
    return sql`
      update idempotency_keys
      set committed = true, status = ${status}, type = ${JSON_TYPE}, location = ${location ?? null}, body = ${Buffer.from(body)}
      where ${this.#isMine(sql)} and exists (select from ${effect.name})`
  }

  async store(sql: Sql, { status, type, location, body }: StoredResponse): Promise<void> {
    await retryOnConnectionLoss(
      () => sql`
        update idempotency_keys set status = ${status}, type = ${type}, location = ${location}, body = ${body}
        where ${this.#isMine(sql)}`,
    )
  }

  /** The request failed: a repetition runs it again, or only responds if the effect is committed. */
  async release(sql: Sql): Promise<void> {
    await retryOnConnectionLoss(
      () => sql`
        with unlocked as (
          update idempotency_keys set locked_until = now() where ${this.#isMine(sql)} and committed
        )
        delete from idempotency_keys where ${this.#isMine(sql)} and not committed`,
    )
  }

  #isMine(sql: Sql) {
    return sql`member_id = ${this.#key.memberId} and key = ${this.#key.key}`
  }
}
