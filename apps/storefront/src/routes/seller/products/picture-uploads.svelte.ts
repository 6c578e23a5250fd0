import { commerceClient } from '@munova/commerce-client'
import { fileBody, outcomeOf } from '@munova/http-client'
import { SessionToken } from '#lib/tabs/token.ts'

/** A file that is not on the server: it waits, or was not taken, for the reason that the code says. */
export interface Waiting {
  id: number
  name: string
  code?: string
}

/** Pictures on their way from the browser to commerce-api, one after the other: past the limit that forms have. */
export class PictureUploads {
  waiting = $state.raw<readonly Waiting[]>([])
  readonly #token: SessionToken
  readonly #onStored: (url: string) => void
  #last = 0
  #queue: Promise<void> = Promise.resolve()

  constructor(memberId: number, onStored: (url: string) => void) {
    this.#token = new SessionToken(memberId)
    this.#onStored = onStored
  }

  add(files: Iterable<File>): void {
    // What was not taken before has been read by now.
    this.waiting = this.waiting.filter(({ code }) => code === undefined)
    for (const file of files) {
      const id = ++this.#last
      this.waiting = [...this.waiting, { id, name: file.name }]
      this.#queue = this.#queue.then(() => this.#upload(id, file))
    }
  }

  async #upload(id: number, file: File): Promise<void> {
    const code = await this.#store(file)
    this.waiting = this.waiting.flatMap((other) =>
      other.id !== id ? [other] : code === undefined ? [] : [{ ...other, code }],
    )
  }

  /** The code of the problem, if there is one. */
  async #store(file: File): Promise<string | undefined> {
    const token = await this.#token.get().catch(() => undefined)
    if (token === undefined) return 'UNAVAILABLE'
    const shop = commerceClient({ baseUrl: location.origin, headers: { authorization: `Bearer ${token}` } })
    const stored = await outcomeOf(shop.POST('/v1/pictures', fileBody(file, file.type || 'image/*')))
    if (!stored.ok) return stored.problem.code
    this.#onStored(stored.value.urls.medium)
    return undefined
  }
}
