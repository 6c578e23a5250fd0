import assert from 'node:assert/strict'
import { test } from 'node:test'

type Text = string | ((params: never) => string)
interface Texts {
  title: string
  details?: Record<string, Text>
}
type TextTable = Readonly<Record<string, Texts>>

// Stands in for any parameter: a list, a moment, a number and, in a template, a text.
const anyParameter = Object.assign([1, 2], {
  toISOString: () => '2026-11-23T05:00:00.000Z',
  [Symbol.toPrimitive]: (hint: string) => (hint === 'string' ? '1,2' : Date.UTC(2026, 10, 23)),
})
const anyParameters = new Proxy({}, { get: () => anyParameter }) as never

/** A text of a contract with made-up parameters; a list of two numbers, where it shows one. */
export const renderText = (text: Text | undefined) =>
  typeof text === 'function' ? text(anyParameters) : text

/** A language made of the English one, to prove that the table is all that a language needs. */
function madeUp(english: TextTable): TextTable {
  return mapValues(english, ({ title, details }) => ({
    title: reverse(title),
    details: mapValues(details ?? {}, reversed),
  }))
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  convert: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]): [string, To] => [key, convert(value)]))
}

const reverse = (sentence: string) => Array.from(sentence).toReversed().join('')

function reversed(text: Text): Text {
  return typeof text === 'function' ? (params: never) => reverse(text(params)) : reverse(text)
}

/** Tests of the errors of a contract, with their English texts, and of its texts by language. */
export function errorTextTests(english: TextTable, languages: Readonly<Record<string, TextTable>>): void {
  test('every error has a title and a text for each of its details, in every language', () => {
    for (const [language, texts] of Object.entries({ ...languages, 'made-up': madeUp(english) })) {
      for (const [code, { details }] of Object.entries(english)) {
        const row = texts[code]
        assert.ok(row && row.title.length > 0, `${language} ${code}`)
        for (const name of Object.keys(details ?? {})) {
          assert.ok((renderText(row.details?.[name]) ?? '').length > 0, `${language} ${code} ${name}`)
        }
      }
    }
  })

  test('English texts are sentences without a full stop', () => {
    for (const [code, row] of Object.entries(english)) {
      for (const text of [row.title, ...Object.values(row.details ?? {}).map(renderText)]) {
        assert.match(text ?? '', /^\S.*[^.\s]$/, code)
      }
    }
  })

  test('Korean texts are Korean', () => {
    for (const [code, row] of Object.entries(languages['ko'] ?? {})) {
      for (const text of [row.title, ...Object.values(row.details ?? {}).map(renderText)]) {
        assert.match(text ?? '', /^\S.*\p{Script=Hangul}.*[^.\s]$/u, code)
      }
    }
  })
}
