import { FINALS, INITIALS, JOINED, PARTS, syllable, VOWELS } from './hangul.ts'

/** Letters of Dubeolsik, the standard Korean keyboard, by those of the Latin one; the others are the same with shift. */
const KEYS = new Map(
  'rㄱ Rㄲ sㄴ eㄷ Eㄸ fㄹ aㅁ qㅂ Qㅃ tㅅ Tㅆ dㅇ wㅈ Wㅉ cㅊ zㅋ xㅌ vㅍ gㅎ kㅏ oㅐ iㅑ Oㅒ jㅓ pㅔ uㅕ Pㅖ hㅗ yㅛ nㅜ bㅠ mㅡ lㅣ'
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
)

/**
 * What the same keys write on a Korean keyboard: `skdlzl` is 나이키. Undefined when the text has no Latin letter, or would not
 * become syllables only: it was meant as it is.
 */
export function inKorean(text: string): string | undefined {
  if (!/[a-z]/i.test(text)) return undefined
  const letters = Array.from(text, (key) => KEYS.get(key) ?? KEYS.get(key.toLowerCase()) ?? key)
  const written = syllablesOf(letters)
  return /[ㄱ-ㅣa-z]/i.test(written) ? undefined : written
}

/** Letters as they become syllables while they are typed: a final consonant moves to the vowel that follows it. */
function syllablesOf(letters: readonly string[]): string {
  let written = ''
  let [initial, vowel, final] = ['', '', '']
  const end = () => {
    written +=
      initial && vowel
        ? String.fromCodePoint(syllable(INITIALS.indexOf(initial), VOWELS.indexOf(vowel), final || ' '))
        : initial + vowel
    ;[initial, vowel, final] = ['', '', '']
  }
  for (const letter of letters) {
    if (VOWELS.includes(letter)) {
      if (final) {
        const [kept = '', moved] = PARTS.get(final) ?? final
        final = moved === undefined ? '' : kept
        end()
        initial = moved ?? kept
      } else if (vowel && JOINED[vowel + letter]) {
        vowel = JOINED[vowel + letter]!
        continue
      } else if (vowel) end()
      vowel = letter
    } else if (INITIALS.includes(letter)) {
      if (initial && vowel && !final && FINALS.includes(letter)) final = letter
      else if (final && JOINED[final + letter]) final = JOINED[final + letter]!
      else {
        end()
        initial = letter
      }
    } else {
      end()
      written += letter
    }
  }
  end()
  return written
}
