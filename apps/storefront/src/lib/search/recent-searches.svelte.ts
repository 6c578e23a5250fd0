import { keepStored, readStored } from '#lib/browser-storage.ts'
import { LONGEST, wordsOf } from './words.ts'

/** Searches that a browser keeps. */
const KEPT = 10
const [SEARCHES, OFF] = ['munova.searches', 'munova.searches.off']

/** What was searched for in this browser, the latest first: kept here only, and not at all once its owner has turned it off. */
export class RecentSearches {
  #items = $state<readonly string[]>([])
  #isOff = $state(false)

  get items(): readonly string[] {
    return this.#items
  }

  get isOff(): boolean {
    return this.#isOff
  }

  /** Reads them again: another tab may have changed them. */
  read(): void {
    this.#isOff = readStored(OFF) === 'true'
    this.#items = this.#isOff ? [] : readItems()
  }

  add(words: string): void {
    const text = wordsOf(words)
    this.read()
    if (text === '' || this.#isOff) return
    this.#keep([text, ...this.#items.filter((item) => item !== text)].slice(0, KEPT))
  }

  remove(text: string): void {
    this.read()
    this.#keep(this.#items.filter((item) => item !== text))
  }

  clear(): void {
    this.#keep([])
  }

  /** Off forgets what was kept. */
  turn(isOn: boolean): void {
    keepStored(OFF, String(!isOn))
    if (!isOn) this.clear()
    this.read()
  }

  #keep(items: readonly string[]): void {
    this.#items = items
    keepStored(SEARCHES, JSON.stringify(items))
  }
}

function readItems(): readonly string[] {
  try {
    const items: unknown = JSON.parse(readStored(SEARCHES) ?? '[]')
    return Array.isArray(items)
      ? items
          .filter((item): item is string => typeof item === 'string' && item.length <= LONGEST)
          .slice(0, KEPT)
      : []
  } catch {
    return []
  }
}
