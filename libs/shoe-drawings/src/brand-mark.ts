import { toned, type Colour } from './colour.ts'
import { pick, randomOf } from './random.ts'

/** The consonants of Hangul as strokes on a square from 0 to 10, y downwards; `O` is a ring. */
const CONSONANTS: Readonly<Record<string, string>> = {
  ㄱ: 'M1 2H9V9.5',
  ㄴ: 'M1.5 1V8.5H9.5',
  ㄷ: 'M9 1.5H1.5V8.5H9',
  ㄹ: 'M1.5 1.5H8.5V5H1.5V8.5H9',
  ㅁ: 'M1.5 1.5H8.5V8.5H1.5Z',
  ㅂ: 'M1.5 1V8.5H8.5V1M1.5 5H8.5',
  ㅅ: 'M5 1L1 9M5 1L9 9',
  ㅇ: 'O',
  ㅈ: 'M1.5 1.5H8.5M5 1.5L1 9M5 1.5L9 9',
  ㅊ: 'M4 .5H6M1.5 2.7H8.5M5 2.7L1 9.3M5 2.7L9 9.3',
  ㅋ: 'M1 1.5H9V9.5M1 5.2H9',
  ㅌ: 'M9 1.2H1.5V8.8H9M1.5 5H9',
  ㅍ: 'M1 1.5H9M1 8.5H9M3.5 1.5V8.5M6.5 1.5V8.5',
  ㅎ: 'M4 .5H6M1.5 2.6H8.5O',
}
/** The initial consonants in the order of Unicode; double ones are drawn as single ones. */
const INITIALS = 'ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ'
const FIRST_SYLLABLE = 0xac00
const SYLLABLES_PER_INITIAL = 588

const FRAMES = [
  '<circle cx="50" cy="50" r="46" fill="COLOUR"/>',
  '<rect x="6" y="6" width="88" height="88" rx="20" fill="COLOUR"/>',
  '<path d="M50 3L92 26V74L50 97L8 74V26Z" fill="COLOUR"/>',
  '<path d="M10 8H90V52C90 76 70 90 50 97C30 90 10 76 10 52Z" fill="COLOUR"/>',
  '<path d="M50 4C80 4 96 20 96 50S80 96 50 96S4 80 4 50S20 4 50 4Z" fill="COLOUR"/>',
]
const COLOURS: readonly Colour[] = [
  '#1f2937',
  '#7a2e39',
  '#24503f',
  '#27406b',
  '#8a5a2b',
  '#4b3566',
  '#b4492f',
  '#2f5d62',
]

/** The mark of a brand as SVG: the initial consonant of its name in a frame, both chosen by the name. */
export function drawBrandMark(name: string): string {
  const random = randomOf(`brand:${name}`)
  const colour = pick(random, COLOURS)
  const frame = pick(random, FRAMES).replace('COLOUR', colour)
  const weight = 1.1 + random() * 0.6
  const strokes = CONSONANTS[initialOf(name)]!
  const ring = strokes === 'O' ? '<circle cx="5" cy="5" r="3.8"/>' : '<circle cx="5" cy="6.8" r="2.6"/>'
  const path = strokes.replace('O', '')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">${frame}`,
    `<g transform="translate(28 28) scale(4.4)" fill="none" stroke="${toned(colour, 0.9)}" stroke-width="${Math.round(weight * 100) / 100}" stroke-linecap="round" stroke-linejoin="round">`,
    path ? `<path d="${path}"/>` : '',
    strokes.includes('O') ? ring : '',
    '</g></svg>',
  ].join('')
}

/** The initial consonant of the first Hangul syllable; ㅁ, the square, for a name without one. */
function initialOf(name: string): string {
  const syllable = /[가-힣]/.exec(name)?.[0]
  if (syllable === undefined) return 'ㅁ'
  return INITIALS[Math.floor((syllable.charCodeAt(0) - FIRST_SYLLABLE) / SYLLABLES_PER_INITIAL)]!
}
