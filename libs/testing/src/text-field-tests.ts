import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { textFields, type TextField } from './text-fields.ts'

const LENGTHS = [1, 10, 20, 26, 50, 60, 100, 128, 200, 500, 4_000]
const SYLLABLE = '값'
/** Hidden in a line of text; each once was a second title that looked like the first, or turned a page around. */
const HIDDEN = characters(
  '0a 0d 09 07 7f 85 2028 2029 200e 200f 61c 202a 202e 2066 2069 200b 200c 200d 2060 2064 feff ad 180e',
  '115f 1160 3164 ffa0 2800 fe0f e0001 e0061 e0100',
)
const BLANK = characters('20 3000 3164 200b 2800 ad 200d fe0f e0061 0a 09')
const EMOJI = ['👟', '❤️', '1️⃣', '👨‍👩‍👧', '🤦🏽‍♂️', '🇰🇷', '🏴󠁧󠁢󠁥󠁮󠁧󠁿']
const LINE = '공식 모임 러닝 크루 서울'

/** Paths of the fields that are no single line of plain text. */
interface Exceptions {
  /** Messages, descriptions, notes. */
  multiLine: readonly string[]
  /** Made by a program and only compared, or a secret: in NFC, and otherwise any characters. */
  anyCharacters: readonly string[]
  /** Issued by a server, and sent back as it was. */
  opaque: readonly string[]
}

/** Tests that no field of these inputs takes text in its own way: each is a line, a text, or one of the exceptions. */
export function textFieldTests(
  inputs: Readonly<Record<string, z.core.$ZodType>>,
  exceptions: Exceptions,
): void {
  const all = Object.entries(inputs).flatMap(([name, schema]) => textFields(name, schema))
  const { multiLine, anyCharacters, opaque } = exceptions
  const not = (...paths: readonly string[]) => all.filter(({ path }) => !paths.includes(path))
  const lines = not(...multiLine, ...anyCharacters, ...opaque)
  const texts = all.filter(({ path }) => multiLine.includes(path))

  test('each exception is a field', () => {
    const known = new Set(all.map(({ path }) => path))
    for (const path of [...multiLine, ...anyCharacters, ...opaque]) assert.ok(known.has(path), path)
    assert.ok(lines.some((field) => accepts(field, LINE)))
  })

  test('every text is in NFC before its length is checked', () => {
    for (const field of not(...opaque)) {
      for (const length of LENGTHS) {
        const composed = parse(field, SYLLABLE.repeat(length))
        assert.ok(composed === undefined || composed === SYLLABLE.repeat(length), field.path)
        assert.equal(parse(field, SYLLABLE.normalize('NFD').repeat(length)), composed, field.path)
      }
    }
  })

  test('a single line has nothing that readers do not see, except inside an emoji', () => {
    for (const field of lines) {
      for (const hidden of HIDDEN) {
        for (const text of [
          `${LINE}${hidden}`,
          `${LINE}${hidden}1`,
          `${hidden}${LINE}`,
          `👟${hidden} ${LINE}`,
        ]) {
          assert.ok(!accepts(field, text), `${field.path} accepts U+${hidden.codePointAt(0)!.toString(16)}`)
        }
      }
      if (!accepts(field, LINE)) continue
      for (const emoji of EMOJI)
        assert.equal(parse(field, `${emoji} ${LINE}`), `${emoji} ${LINE}`, field.path)
    }
  })

  test('a single line has one space between words and none at its ends', () => {
    for (const field of lines.filter((each) => accepts(each, LINE))) {
      assert.equal(parse(field, ` \u3000${LINE.replaceAll(' ', ' \u00a0 ')}  `), LINE, field.path)
    }
  })

  test('a text has line breaks and tabs, and no other control characters', () => {
    for (const field of texts) {
      assert.equal(parse(field, `${LINE}\r\n\t1\n2`), `${LINE}\r\n\t1\n2`, field.path)
      for (const control of ['\u0000', '\r', '\u0007', '\u001b', '\u007f', '\u0085', '\ud83d']) {
        assert.ok(!accepts(field, `${LINE}${control}1`), `${field.path} accepts ${JSON.stringify(control)}`)
      }
      for (const emoji of EMOJI) assert.equal(parse(field, `${LINE}${emoji}`), `${LINE}${emoji}`, field.path)
    }
  })

  test('a text or a line that must not be empty must not be blank', () => {
    for (const field of [...lines, ...texts].filter((each) => !accepts(each, ''))) {
      for (const blank of BLANK) {
        const code = blank.codePointAt(0)!.toString(16)
        for (const text of [blank, blank.repeat(12)]) {
          assert.ok(!accepts(field, text), `${field.path} accepts ${text.length} of U+${code}`)
        }
      }
    }
  })
}

function characters(...codes: readonly string[]): string[] {
  return codes.flatMap((row) => row.split(' ')).map((hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
}

const accepts = (field: TextField, text: string) => z.safeParse(field.schema, text).success

/** What the field makes of a text; undefined when it is rejected. */
const parse = (field: TextField, text: string) => z.safeParse(field.schema, text).data
