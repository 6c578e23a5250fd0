/* Hangul as its letters: a syllable is an initial consonant, a vowel and perhaps a final. */

export const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'
export const VOWELS = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ'
/** The first one is none. */
export const FINALS = ' ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ'
const FIRST_SYLLABLE = 0xac00
const SYLLABLES = 11_172

/** What two letters in one place of a syllable become. */
export const JOINED: Readonly<Record<string, string>> = Object.fromEntries(
  'ㅗㅏㅘ ㅗㅐㅙ ㅗㅣㅚ ㅜㅓㅝ ㅜㅔㅞ ㅜㅣㅟ ㅡㅣㅢ ㄱㅅㄳ ㄴㅈㄵ ㄴㅎㄶ ㄹㄱㄺ ㄹㅁㄻ ㄹㅂㄼ ㄹㅅㄽ ㄹㅌㄾ ㄹㅍㄿ ㄹㅎㅀ ㅂㅅㅄ'
    .split(' ')
    .map((letters) => [letters.slice(0, 2), letters.slice(2)]),
)
/** The letters of a joined one. */
export const PARTS = new Map(Object.entries(JOINED).map(([pair, letter]) => [letter, pair]))

/** The code point of a syllable; `final` is a space without one. */
export const syllable = (initial: number, vowel: number, final: string) =>
  FIRST_SYLLABLE + (initial * VOWELS.length + vowel) * FINALS.length + FINALS.indexOf(final)

/** The initial, vowel and final of a syllable, the final empty without one; undefined of other characters. */
export function lettersOf(character: string): [initial: string, vowel: string, final: string] | undefined {
  const index = character.charCodeAt(0) - FIRST_SYLLABLE
  if (index < 0 || index >= SYLLABLES) return undefined
  const rest = Math.floor(index / FINALS.length)
  return [
    INITIALS.charAt(Math.floor(rest / VOWELS.length)),
    VOWELS.charAt(rest % VOWELS.length),
    FINALS.charAt(index % FINALS.length).trim(),
  ]
}

/** Syllables as their initial consonants (나이키 is ㄴㅇㅋ); other characters stay. */
export const consonantsOf = (text: string): string =>
  text.replaceAll(/[가-힣]/g, (character) => lettersOf(character)![0])
