import { newMessageId } from '@munova/chat-client/message-id'
import { fileBody, outcomeOf } from '@munova/http-client'
import type { Conversation } from './conversation.svelte.ts'
import type { Live } from './live.svelte.ts'

/** A picture on its way to the server; it becomes a message only after that. */
export interface Upload {
  id: string
  file: File
  /** Shows the file of this device. */
  preview: string
  /** Why the server did not take it; empty when it did not answer. */
  failure?: string
}

/** The pictures that are sent to a room from this page. They do not survive a reload: a browser forgets which file it was. */
export class Uploads {
  waiting = $state.raw<readonly Upload[]>([])
  readonly #live: Live
  readonly #conversation: Conversation
  readonly #previews = new Map<string, string>()

  constructor(live: Live, conversation: Conversation) {
    this.#live = live
    this.#conversation = conversation
  }

  add(file: File): void {
    const id = newMessageId()
    const preview = URL.createObjectURL(file)
    this.#previews.set(id, preview)
    void this.#upload({ id, file, preview })
  }

  retry({ id, file, preview }: Upload): void {
    void this.#upload({ id, file, preview })
  }

  discard({ id }: Upload): void {
    this.waiting = this.waiting.filter((other) => other.id !== id)
  }

  /** What this page has sent is shown from the device until the server has it. */
  previewOf(id: string): string | undefined {
    return this.#previews.get(id)
  }

  close(): void {
    for (const preview of this.#previews.values()) URL.revokeObjectURL(preview)
  }

  async #upload(upload: Upload): Promise<void> {
    const { id, file } = upload
    const others = this.waiting.filter((other) => other.id !== id)
    this.waiting = [...others, upload]
    const stored = await outcomeOf(
      this.#live.http.POST('/v1/rooms/{id}/pictures', {
        params: { path: { id: this.#conversation.roomId } },
        ...fileBody(file, file.type),
      }),
    )
    if (!stored.ok) {
      const failure = stored.problem.detail ?? stored.problem.title
      this.waiting = this.waiting.map((other) =>
        other.id === id
          ? { ...upload, failure: stored.problem.code === 'UNAVAILABLE' ? '' : failure }
          : other,
      )
      return
    }
    this.discard(upload)
    this.#conversation.send({ type: 'IMAGE', content: { pictureId: stored.value.id } }, id)
  }
}
