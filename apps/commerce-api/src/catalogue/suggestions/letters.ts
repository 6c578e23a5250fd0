import { FINALS, INITIALS, PARTS, VOWELS } from './hangul.ts'

const FIRST_SYLLABLE = 0xac00
const SYLLABLES = 11_172
const OF_INITIAL = VOWELS.length * FINALS.length

/** The letters that are typed for each character: of a syllable its two or three, and both of a joined one. */
export function typedLetters(text: string): string {
  let letters = ''
  for (const character of text) {
    const index = character.charCodeAt(0) - FIRST_SYLLABLE
    if (index < 0 || index >= SYLLABLES) {
      letters += PARTS.get(character) ?? character
      continue
    }
    const vowel = VOWELS.charAt(Math.floor((index % OF_INITIAL) / FINALS.length))
    const final = FINALS.charAt(index % FINALS.length)
    letters += initialOf(index) + (PARTS.get(vowel) ?? vowel)
    if (final !== ' ') letters += PARTS.get(final) ?? final
  }
  return letters
}

/** The text with each syllable as its initial consonant: 나이키 as ㄴㅇㅋ. */
export function initialsOf(text: string): string {
  let initials = ''
  for (const character of text) {
    const index = character.charCodeAt(0) - FIRST_SYLLABLE
    initials += index >= 0 && index < SYLLABLES ? initialOf(index) : character
  }
  return initials
}

const initialOf = (index: number) => INITIALS.charAt(Math.floor(index / OF_INITIAL))
