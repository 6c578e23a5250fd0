import { retryOnce, type Sql } from '@munova/database'

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

/** Questions of one statement; a storm of resumes asks many at once. */
const BATCH = 1_000
/** Statements at once, so that a storm leaves connections for others. */
const STATEMENTS = 2

/** Answers who may read a room; questions asked at the same moment share a statement. */
export class AccessReader {
  readonly #sql: Sql
  #waiting: Question[] = []
  #running = 0

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Undefined when the room does not exist, or the member is not in it or has withdrawn. */
  of(memberId: number, roomId: number): Promise<Access | undefined> {
    return new Promise((answer, fail) => {
      this.#waiting.push({ roomId, memberId, answer, fail })
      queueMicrotask(() => void this.#run())
    })
  }

  async #run(): Promise<void> {
    if (this.#running >= STATEMENTS || this.#waiting.length === 0) return
    this.#running++
    const questions = this.#waiting.splice(0, BATCH)
    try {
      const rows = await retryOnce(() => this.#ask(questions))
      const byPlace = new Map(rows.map((row) => [row.ord, row]))
      questions.forEach((question, index) => question.answer(byPlace.get(index + 1)))
    } catch (error) {
      for (const question of questions) question.fail(error)
    } finally {
      this.#running--
      void this.#run()
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
