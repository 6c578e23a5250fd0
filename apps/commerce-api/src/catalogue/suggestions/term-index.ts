import { setImmediate } from 'node:timers/promises'
import { foldedWords } from './folded.ts'
import { consonantsOf } from './hangul.ts'
import { typedLetters } from './letters.ts'

/** Something that is found by its text, and by other names. */
export interface IndexedTerm {
  text: string
  aliases?: readonly string[]
}

/* Before a term, and before each further word of it. */
const [TERM, WORD] = ['\u0001', '\u0002']
/** Terms that are prepared before others have their turn. */
const CHUNK = 500
/** Places that one search looks at: what is inside of so many terms is not the beginning of what anybody means. */
const PLACES = 200

/** One text of all terms, in their order, and where each begins. */
class Searched {
  #text = ''
  readonly #starts: number[] = []

  add(term: string): void {
    this.#starts.push(this.#text.length)
    this.#text += term
  }

  /** Indexes of the terms that contain it, in their order, at most `PLACES`. */
  *places(sought: string): Generator<number> {
    let at = this.#text.indexOf(sought)
    for (let place = 0; at >= 0 && place < PLACES; place++) {
      const term = this.#termAt(at)
      yield term
      const next = this.#starts[term + 1]
      at = next === undefined ? -1 : this.#text.indexOf(sought, next)
    }
  }

  #termAt(place: number): number {
    let [low, high] = [0, this.#starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= place) low = middle
      else high = middle - 1
    }
    return low
  }
}

/**
 * Terms that are suggested, the best first, by what is typed of them: the beginning of the term, of a word of it, or some of it, as letters, so that
 * a syllable that is still being typed matches (낭 is the beginning of 나이키); or initial consonants. A search walks through texts
 * in memory and stops at the first terms that match.
 */
export class TermIndex<Term extends IndexedTerm> {
  /** One for each name. */
  readonly #terms: Term[] = []
  /** With the beginnings of words, and as one word. */
  readonly #letters = { words: new Searched(), whole: new Searched() }
  readonly #initials = { words: new Searched(), whole: new Searched() }

  /** Prepares some terms at a time, so that requests are answered meanwhile. */
  static async of<Term extends IndexedTerm>(terms: readonly Term[]): Promise<TermIndex<Term>> {
    const index = new TermIndex<Term>()
    for (const [position, term] of terms.entries()) {
      for (const name of [term.text, ...(term.aliases ?? [])]) index.#add(name, term)
      if (position % CHUNK === CHUNK - 1) await setImmediate()
    }
    return index
  }

  /** The best terms of what was typed, which is in lower case and without spaces at its ends. */
  find(typed: string, limit: number): Term[] {
    const isInitials = /^[ㄱ-ㅎ\s]+$/.test(typed)
    const { words, whole } = isInitials ? this.#initials : this.#letters
    const sought = typedLetters(typed.replaceAll(/\s+/g, ''))
    if (sought === '') return []
    const found = new Map<string, Term>()
    const take = (terms: Iterable<number>) => {
      for (const term of terms) {
        if (found.size >= limit) return
        const { text } = this.#terms[term]!
        if (!found.has(text)) found.set(text, this.#terms[term]!)
      }
    }
    take(whole.places(TERM + sought))
    take(words.places(WORD + sought))
    // One character is inside of nearly everything.
    if (Array.from(typed).length > 1) take(whole.places(sought))
    return [...found.values()]
  }

  #add(name: string, term: Term): void {
    this.#terms.push(term)
    const words = foldedWords(name)
    this.#letters.words.add(TERM + words.map(typedLetters).join(WORD))
    this.#letters.whole.add(TERM + typedLetters(words.join('')))
    this.#initials.words.add(TERM + words.map(consonantsOf).join(WORD))
    this.#initials.whole.add(TERM + consonantsOf(words.join('')))
  }
}
