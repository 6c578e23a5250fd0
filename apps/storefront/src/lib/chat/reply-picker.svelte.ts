import { type CannedReply, fillIn, type Filling, repliesFor } from './canned-replies.ts'

/** Chooses a canned reply while one types `/` and the beginning of its shortcut. */
export class ReplyPicker {
  /** What was typed after `/`; undefined while nothing is chosen. */
  #typed = $state<string>()
  #index = $state(0)
  readonly #replies: () => readonly CannedReply[]
  readonly #filling: () => Filling

  constructor(replies: () => readonly CannedReply[], filling: () => Filling) {
    this.#replies = replies
    this.#filling = filling
  }

  readonly found = $derived.by(() =>
    this.#typed === undefined ? [] : repliesFor(this.#replies(), this.#typed),
  )
  readonly isOpen = $derived(this.#typed !== undefined)
  readonly chosen = $derived(this.found[this.#index])

  /** The field contains this now. */
  follow(words: string): void {
    this.#typed = /^\/(\S*)$/.exec(words)?.[1]
    this.#index = 0
  }

  close(): void {
    this.#typed = undefined
  }

  /** What the reply says in this conversation. */
  take({ text }: CannedReply): string {
    this.close()
    return fillIn(text, this.#filling())
  }

  /** A key in the field: true when it moved, the text when it chose, undefined when it is not for the picker. */
  press({ key }: KeyboardEvent): string | true | undefined {
    if (!this.isOpen) return undefined
    if (key === 'Escape') {
      this.close()
      return true
    }
    if (!this.chosen) return undefined
    if (key === 'Enter' || key === 'Tab') return this.take(this.chosen)
    const step = { ArrowDown: 1, ArrowUp: -1 }[key]
    if (step === undefined) return undefined
    this.#index = (this.#index + step + this.found.length) % this.found.length
    return true
  }
}
