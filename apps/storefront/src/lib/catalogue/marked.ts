/** Part of a text, and whether it is what was looked for. */
interface Part {
  text: string
  isMarked: boolean
}

const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'

/** The initial consonant of a syllable of Hangul; other characters as they are. */
function initialOf(letter: string): string {
  const index = letter.charCodeAt(0) - 0xac00
  return index >= 0 && index < 11_172 ? INITIALS.charAt(Math.floor(index / 588)) : letter
}

/** Where the words of a search are in a text, as the server finds them: spaces and case make no difference, and ㄴㅇㅋ is in 나이키. */
export function markedParts(text: string, q: string | null): Part[] {
  // Most cards are not found by words.
  if (!q) return [{ text, isMarked: false }]
  const places = [...text.matchAll(/\S/gu)].map(({ index }) => index)
  const folded = places.map((place) => text.charAt(place).toLowerCase()).join('')
  const initials = Array.from(folded, initialOf).join('')
  const marked = new Set<number>()
  for (const word of q.toLowerCase().split(/\s+/).filter(Boolean)) {
    const found = [folded, initials].map((where) => where.indexOf(word)).find((at) => at >= 0)
    if (found === undefined) continue
    const [first, last] = [places[found]!, places[found + word.length - 1]!]
    for (let place = first; place <= last; place++) marked.add(place)
  }
  const parts: Part[] = []
  for (let place = 0; place < text.length; place++) {
    const [before, isMarked] = [parts.at(-1), marked.has(place)]
    if (before?.isMarked === isMarked) before.text += text.charAt(place)
    else parts.push({ text: text.charAt(place), isMarked })
  }
  return parts
}
