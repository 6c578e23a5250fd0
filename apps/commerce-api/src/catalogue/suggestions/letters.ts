import { lettersOf, PARTS } from './hangul.ts'

/** The letters that are typed for each character: of a syllable its two or three, and both of a joined one. */
export function typedLetters(text: string): string {
  let typed = ''
  for (const character of text) {
    for (const letter of lettersOf(character) ?? [character]) typed += PARTS.get(letter) ?? letter
  }
  return typed
}
