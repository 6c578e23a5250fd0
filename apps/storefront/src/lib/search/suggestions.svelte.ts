import type { CommerceSchemas } from '@munova/commerce-client'
import { resolve } from '$app/paths'
import { RecentSearches } from './recent-searches.svelte.ts'
import { wordsOf } from './words.ts'

/** Between two letters of a fast typist nothing is asked for. */
const PAUSE_MS = 80
const TIMEOUT_MS = 2_000

/** A row of the list under the field, and where it leads. */
export interface Option {
  kind: CommerceSchemas['Suggestion']['kind'] | 'RECENT'
  text: string
  href: string
}

/** The list under the search field: what is suggested for what is typed, or the own recent searches while nothing is. */
export class SearchOptions {
  readonly recent = new RecentSearches()
  /** What the suggestions are of. */
  #q = $state('')
  #suggested = $state<readonly Option[]>([])
  #isTyping = $state(false)
  #isOpen = $state(false)
  #index = $state(-1)
  #timer: ReturnType<typeof setTimeout> | undefined
  #asking: AbortController | undefined

  readonly options: readonly Option[] = $derived(
    this.#isTyping
      ? this.#suggested
      : [
          ...this.recent.items.map(recentOption),
          ...this.#suggested.filter(({ text }) => !this.recent.items.includes(text)),
        ],
  )
  readonly isOpen = $derived(this.#isOpen && (this.options.length > 0 || !this.#isTyping))
  readonly active = $derived(this.isOpen ? this.options[this.#index] : undefined)

  get q(): string {
    return this.#q
  }
  get isTyping(): boolean {
    return this.#isTyping
  }
  get index(): number {
    return this.#index
  }

  open(words: string): void {
    this.recent.read()
    this.follow(words)
  }

  close(): void {
    this.#isOpen = false
    this.#index = -1
    clearTimeout(this.#timer)
    this.#asking?.abort()
  }

  /** The field contains this now. */
  follow(words: string): void {
    const q = wordsOf(words)
    this.#isOpen = true
    this.#index = -1
    clearTimeout(this.#timer)
    this.#asking?.abort()
    if ((q !== '') !== this.#isTyping) this.#suggested = []
    this.#isTyping = q !== ''
    this.#timer = setTimeout(() => void this.#ask(q), PAUSE_MS)
  }

  /** A key in the field; true when it was for the list. */
  press(key: string): boolean {
    if (key === 'Escape' && this.isOpen) {
      this.close()
      return true
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[key]
    if (step === undefined || !this.isOpen || this.options.length === 0) return false
    // Before the first one and after the last one is the field itself.
    const places = this.options.length + 1
    this.#index = ((this.#index + 1 + step + places) % places) - 1
    return true
  }

  async #ask(q: string): Promise<void> {
    const asking = new AbortController()
    this.#asking = asking
    try {
      const query = q === '' ? '' : `?${new URLSearchParams({ q })}`
      const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(TIMEOUT_MS)])
      const response = await fetch(`/v1/search/suggestions${query}`, { signal, credentials: 'omit' })
      if (!response.ok || asking.signal.aborted) return
      const found = (await response.json()) as CommerceSchemas['SearchSuggestions']
      this.#q = found.q
      this.#suggested = found.items.map(optionOf)
      this.#index = -1
    } catch {
      // Without suggestions one can search all the same.
    }
  }
}

const recentOption = (text: string): Option => ({ kind: 'RECENT', text, href: searchFor(text) })

function optionOf({ kind, id, text }: CommerceSchemas['Suggestion']): Option {
  if (kind === 'PRODUCT') return { kind, text, href: resolve('/products/[id]', { id: String(id) }) }
  if (kind === 'SEARCH') return { kind, text, href: searchFor(text) }
  return { kind, text, href: resolve(`/products?${kind === 'BRAND' ? 'brand' : 'category'}=${id}`) }
}

const searchFor = (q: string) => resolve(`/products?${new URLSearchParams({ q })}`)
