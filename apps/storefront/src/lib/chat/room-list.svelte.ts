import { outcomeOf } from '@munova/http-client'
import type { Live } from './live.svelte.ts'
import { isNewer, type RoomRow, rowOf } from './rooms.ts'
import type { News } from './signals.ts'

/** The member's rooms, newest activity first, as the inbox of chat-server tells. */
export class RoomList {
  rooms = $state.raw<readonly RoomRow[]>([])
  readonly #left = new Map<number, { epoch: number; seq: number }>()

  constructor(rooms: readonly RoomRow[]) {
    this.rooms = rooms
  }

  /** Follows the inbox until the returned function is called. */
  follow(live: Live): () => void {
    return live.listen((news) => this.#onNews(news, live))
  }

  #onNews(news: News, live: Live): void {
    // What has happened between the rendering of the page and the opening of the inbox.
    if (news.kind === 'opened') void this.#readFirst(live)
    if (news.kind !== 'inbox') return
    const { event } = news
    if (event.event === 'inbox.room') this.#put([rowOf(event.room)])
    if (event.event === 'inbox.left') {
      this.#left.set(event.roomId, event)
      this.rooms = this.rooms.filter(({ id }) => id !== event.roomId)
    }
  }

  async #readFirst(live: Live): Promise<void> {
    const read = await outcomeOf(live.http.GET('/v1/rooms'))
    // Without an answer the next state of the connection tries again.
    if (read.ok) this.#put(read.value.items.map(rowOf))
  }

  #put(rows: readonly RoomRow[]): void {
    const byId = new Map(this.rooms.map((row) => [row.id, row]))
    for (const row of rows) {
      const known = byId.get(row.id)
      const left = this.#left.get(row.id)
      if (left && (row.epoch < left.epoch || row.lastSeq <= left.seq)) continue
      if (!known || isNewer(row, known)) byId.set(row.id, row)
    }
    this.rooms = [...byId.values()].toSorted(
      (one, other) => other.lastActivityAt.localeCompare(one.lastActivityAt) || other.id - one.id,
    )
  }
}
