import { retryOnConnectionLoss, type Sql } from '@munova/database'
import type { KeyOfMember, StoredAnswer } from './claim.ts'

/** A request that has its Idempotency-Key to itself, for verbs that change something. */
export class IdempotencyContext {
  readonly #key: KeyOfMember
  /** An earlier run of the request has committed its effect: answer, and change nothing. */
  readonly isCommitted: boolean
  /** Its answer is stored by the statement of the effect. */
  isResponseStored = false

  constructor(key: KeyOfMember, isCommitted: boolean) {
    this.#key = key
    this.isCommitted = isCommitted
  }

  /** A part of the statement whose CTE `changed` gives rows if it had its effect: from now on a repetition has none. */
  markCommitted(sql: Sql) {
    return sql`
      update idempotency_keys set done = true
      where ${this.#mine(sql)} and exists (select from changed)`
  }

  /** As `done`, with the answer, so that whoever repeats the request gets the same bytes, whatever dies now. */
  storeResponse(sql: Sql, status: number, body: string) {
    return sql`
      update idempotency_keys set done = true, status = ${status}, type = ${JSON_TYPE}, body = ${Buffer.from(body)}
      where ${this.#mine(sql)} and exists (select from changed)`
  }

  async store(sql: Sql, { status, type, body }: StoredAnswer): Promise<void> {
    await retryOnConnectionLoss(
      () => sql`
        update idempotency_keys set status = ${status}, type = ${type}, body = ${body} where ${this.#mine(sql)}`,
    )
  }

  /** The request failed: whoever repeats it runs it again, or only answers it if its effect is there. */
  async release(sql: Sql): Promise<void> {
    await retryOnConnectionLoss(
      () => sql`
        with kept as (
          update idempotency_keys set locked_until = now() where ${this.#mine(sql)} and done
        )
        delete from idempotency_keys where ${this.#mine(sql)} and not done`,
    )
  }

  #mine(sql: Sql) {
    return sql`member_id = ${this.#key.memberId} and key = ${this.#key.key}`
  }
}

export const JSON_TYPE = 'application/json; charset=utf-8'
