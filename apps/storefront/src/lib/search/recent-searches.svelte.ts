/** Searches that a browser keeps. */
const KEPT = 10
const LONGEST = 50
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
    this.#isOff = stored()?.getItem(OFF) === 'true'
    this.#items = this.#isOff ? [] : readItems()
  }

  add(words: string): void {
    const text = words.trim().replaceAll(/\s+/g, ' ').slice(0, LONGEST)
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
    if (isOn) stored()?.removeItem(OFF)
    else write(OFF, 'true')
    if (!isOn) this.clear()
    this.read()
  }

  #keep(items: readonly string[]): void {
    this.#items = items
    write(SEARCHES, JSON.stringify(items))
  }
}

function readItems(): readonly string[] {
  try {
    const items: unknown = JSON.parse(stored()?.getItem(SEARCHES) ?? '[]')
    return Array.isArray(items)
      ? items
          .filter((item): item is string => typeof item === 'string' && item.length <= LONGEST)
          .slice(0, KEPT)
      : []
  } catch {
    return []
  }
}

/** Where the browser has no space nothing is kept. */
function write(name: string, value: string): void {
  try {
    stored()?.setItem(name, value)
  } catch {
    // Full, or closed to this site.
  }
}

function stored(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}
