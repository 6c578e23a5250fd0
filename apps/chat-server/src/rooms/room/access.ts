import { setTimeout as pause } from 'node:timers/promises'
import { retryOnConnectionLoss, type Sql } from '@munova/database'

/** What a member may do with a room and where they stand in it. */
export interface Access {
  role: 'OWNER' | 'MEMBER'
  status: 'OPEN' | 'CLOSED'
  lastSeq: number
  readSeq: number
}

interface Question {
  roomId: number
  memberId: number
  answer: (access: Access | undefined) => void
  fail: (error: unknown) => void
}

/** Questions of one statement. */
const BATCH = 1_000
/**
 * The rest after a statement grows with what it was asked: one subscriber after the other does not notice, and a storm
 * of thousands who resume within seconds, never two at the same moment, shares some dozens of statements.
 */
const REST_PER_QUESTION_MS = 4
const MAX_REST_MS = 60

/** Answers who may read a room; one statement at a time, for all who asked by then. */
export class AccessReader {
  readonly #sql: Sql
  #waiting: Question[] = []
  #isBusy = false

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Undefined when the room does not exist, or the member is not in it or has withdrawn. */
  of(memberId: number, roomId: number): Promise<Access | undefined> {
    return new Promise((answer, fail) => {
      this.#waiting.push({ roomId, memberId, answer, fail })
      if (this.#isBusy) return
      this.#isBusy = true
      queueMicrotask(() => void this.#run())
    })
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const questions = this.#waiting.splice(0, BATCH)
      await this.#answer(questions)
      await pause(Math.min(questions.length * REST_PER_QUESTION_MS, MAX_REST_MS))
    }
    this.#isBusy = false
  }

  async #answer(questions: Question[]): Promise<void> {
    try {
      const rows = await retryOnConnectionLoss(() => this.#ask(questions))
      const byPlace = new Map(rows.map((row) => [row.ord, row]))
      questions.forEach((question, index) => question.answer(byPlace.get(index + 1)))
    } catch (error) {
      for (const question of questions) question.fail(error)
    }
  }

  #ask(questions: Question[]) {
    const sql = this.#sql
    return sql<(Access & { ord: number })[]>`
      select q.ord, m.role, r.status, r.last_seq as "lastSeq", m.read_seq as "readSeq"
      from unnest(
        ${questions.map((question) => question.roomId)}::bigint[],
        ${questions.map((question) => question.memberId)}::bigint[]
      ) with ordinality as q (room_id, member_id, ord)
      join room_members m on m.room_id = q.room_id and m.member_id = q.member_id
      join rooms r on r.id = q.room_id
      join members s on s.id = q.member_id and s.status = 'ACTIVE'`
  }
}
