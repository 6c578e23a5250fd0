import { FINALS, FIRST_SYLLABLE, INITIALS, PARTS, syllable, VOWELS } from './hangul.ts'

/** Texts from `from` on, before `to`, in the order of code points. */
export interface TextRange {
  from: string
  to: string
}

/**
 * The texts that begin with what is typed so far, whose last syllable may be unfinished: 나이 begins 나인, ㄴ begins 나, and the final
 * consonant of 나잌 may yet become the first one of 나이키.
 */
export function begunBy(text: string): TextRange[] {
  const last = Array.from(text).at(-1)
  if (last === undefined) return []
  const before = text.slice(0, -last.length)
  const range = (from: number, to: number, head = before): TextRange => ({
    from: head + String.fromCodePoint(from),
    to: head + String.fromCodePoint(to),
  })
  const [code, width] = [last.codePointAt(0)!, VOWELS.length * FINALS.length]
  const itself = range(code, code + 1)
  const begun = (initial: number, head?: string) =>
    range(syllable(initial, 0, ' '), syllable(initial, 0, ' ') + width, head)
  if (INITIALS.includes(last)) return [itself, begun(INITIALS.indexOf(last))]
  const index = code - FIRST_SYLLABLE
  if (index < 0 || index >= INITIALS.length * width) return [itself]
  const final = FINALS[index % FINALS.length]!
  const open = code - (index % FINALS.length)
  if (final === ' ') return [range(code, code + FINALS.length * joining(index))]
  const [kept = '', moved] = PARTS.get(final) ?? final
  const head = before + String.fromCodePoint(moved === undefined ? open : open + FINALS.indexOf(kept))
  return [itself, begun(INITIALS.indexOf(moved ?? kept), head)]
}

/** How many vowels begin with that of a syllable: ㅗ may become ㅘ, ㅙ and ㅚ, which follow it. */
function joining(index: number): number {
  const vowel = VOWELS[Math.floor(index / FINALS.length) % VOWELS.length]!
  return { ㅗ: 4, ㅜ: 4, ㅡ: 2 }[vowel] ?? 1
}
