import { foldedWords } from './folded.ts'
import { typedLetters } from './letters.ts'

/** Words of so many letters, as they are typed, are corrected: three syllables of Hangul, of two letters each. */
const LEAST_LETTERS = 6

/** Words that are known, the most popular first. */
export class Spelling {
  /** By the number of their letters. */
  readonly #words = new Map<number, [letters: string, word: string][]>()
  readonly #known = new Set<string>()

  /** Takes the first `limit` different words of the texts. */
  constructor(texts: Iterable<string>, limit: number) {
    for (const text of texts) {
      for (const word of foldedWords(text)) {
        if (this.#known.size >= limit) return
        const letters = typedLetters(word)
        if (letters.length < LEAST_LETTERS || this.#known.has(word)) continue
        this.#known.add(word)
        const sameLength = this.#words.get(letters.length)
        if (sameLength) sameLength.push([letters, word])
        else this.#words.set(letters.length, [[letters, word]])
      }
    }
  }

  /**
   * The text with each word that is not known as the most popular one that differs in one letter: one too many, one missing, another
   * one, or two exchanged. Undefined when there is nothing to correct.
   */
  correct(text: string): string | undefined {
    const words = text.split(/\s+/)
    const corrected = words.map((word) => this.#meant(word.toLowerCase()) ?? word)
    return corrected.every((word, index) => word === words[index]) ? undefined : corrected.join(' ')
  }

  #meant(word: string): string | undefined {
    const letters = typedLetters(word)
    if (letters.length < LEAST_LETTERS || this.#known.has(word)) return undefined
    for (const length of [letters.length, letters.length + 1, letters.length - 1]) {
      const found = this.#words.get(length)?.find(([known]) => differsInOne(letters, known))
      if (found) return found[1]
    }
    return undefined
  }
}

/** Whether one letter, or the order of two, makes one of the texts the other. */
function differsInOne(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  let at = 0
  while (at < short.length && short.charCodeAt(at) === long.charCodeAt(at)) at++
  const rest = short.slice(at)
  if (short.length !== long.length) return long.endsWith(rest) && long.length - short.length === 1
  return (
    long.endsWith(rest.slice(1)) ||
    (short[at] === long[at + 1] && short[at + 1] === long[at] && long.endsWith(rest.slice(2)))
  )
}
