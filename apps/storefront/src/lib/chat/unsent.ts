import type { Content } from './entries.ts'

/** A message that is not known to be stored. Sending it again is harmless: its id is the `clientMessageId`. */
export interface UnsentMessage {
  id: string
  roomId: number
  content: Content
  /** Milliseconds since the epoch: the order of the messages. */
  at: number
  /** The code with which it was rejected for good; it is sent again only when the member says so. */
  failure?: string
}

/** Messages that may wait. */
const MAX_UNSENT = 100
const PREFIX = 'chat:unsent:'

/**
 * The messages of a member that are on their way, for all tabs of the browser: they survive a reload, and whichever tab has
 * the connection sends them. Each is an item of its own in localStorage, so that tabs do not overwrite each other's; where the browser has
 * none they are kept in memory.
 */
export class UnsentMessages {
  readonly #prefix: string
  readonly #storage: Storage
  #last = 0

  constructor(memberId: number) {
    this.#prefix = `${PREFIX}${memberId}:`
    this.#storage = storageOfBrowser()
    // Whoever was signed in before has left these.
    for (const key of keysOf(this.#storage)) if (!key.startsWith(this.#prefix)) this.#storage.removeItem(key)
  }

  /** In the order in which they were written. */
  all(): UnsentMessage[] {
    const found = keysOf(this.#storage)
      .filter((key) => key.startsWith(this.#prefix))
      .map((key) => this.#read(key))
      .filter((message) => message !== undefined)
    return found.toSorted((one, other) => one.at - other.at || one.id.localeCompare(other.id))
  }

  ofRoom(roomId: number): UnsentMessage[] {
    return this.all().filter((message) => message.roomId === roomId)
  }

  /** Returns false when too many messages wait, or the browser's storage is full. */
  add(message: Omit<UnsentMessage, 'at'>): boolean {
    if (this.all().length >= MAX_UNSENT) return false
    this.#last = Math.max(this.#last + 1, Date.now())
    try {
      this.#write({ ...message, at: this.#last })
      return true
    } catch {
      return false
    }
  }

  fail(id: string, failure: string): void {
    const message = this.#read(this.#prefix + id)
    if (message) this.#write({ ...message, failure })
  }

  retry(id: string): void {
    const message = this.#read(this.#prefix + id)
    if (!message) return
    const { roomId, content, at } = message
    this.#write({ id, roomId, content, at })
  }

  remove(id: string): void {
    this.#storage.removeItem(this.#prefix + id)
  }

  #read(key: string): UnsentMessage | undefined {
    const text = this.#storage.getItem(key)
    return text === null ? undefined : (JSON.parse(text) as UnsentMessage)
  }

  #write(message: UnsentMessage): void {
    this.#storage.setItem(this.#prefix + message.id, JSON.stringify(message))
  }
}

/** Forgets what was not sent: the next one at this browser must not find it. */
export function forgetUnsent(): void {
  const storage = storageOfBrowser()
  for (const key of keysOf(storage)) storage.removeItem(key)
}

const keysOf = (storage: Storage): string[] =>
  Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').filter((key) =>
    key.startsWith(PREFIX),
  )

function storageOfBrowser(): Storage {
  try {
    return globalThis.localStorage
  } catch {
    return memory
  }
}

const kept = new Map<string, string>()
const memory: Storage = {
  get length() {
    return kept.size
  },
  key: (index) => [...kept.keys()][index] ?? null,
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => void kept.set(key, value),
  removeItem: (key) => void kept.delete(key),
  clear: () => kept.clear(),
}
