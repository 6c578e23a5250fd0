import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commerceProblems, commerceErrorTexts, type CommerceErrorTexts } from '../src/index.ts'

type Text = string | ((params: never) => string)
interface Texts {
  title: string
  details?: Record<string, Text>
}

// Stands in for any parameter: a list, a moment and, in a template, a text.
const anyParameter = Object.assign([1, 2], { toISOString: () => '2026-11-23T05:00:00.000Z' })
const anyParameters = new Proxy({}, { get: () => anyParameter }) as never

const render = (text: Text | undefined) => (typeof text === 'function' ? text(anyParameters) : text)

/** A language made of the English one, to prove that the table is all that a language needs. */
function madeUp(): CommerceErrorTexts {
  const rows = Object.entries(commerceProblems).map(([code, row]: [string, Texts]) => {
    const details = Object.entries(row.details ?? {}).map(([name, text]) => [name, reversed(text)])
    return [code, { title: reversed(row.title), details: Object.fromEntries(details) }]
  })
  return Object.fromEntries(rows)
}

const reverse = (sentence: string) => Array.from(sentence).toReversed().join('')

function reversed(text: Text): Text {
  return typeof text === 'function' ? (params: never) => reverse(text(params)) : reverse(text)
}

test('every error has a title and a text for each of its details, in every language', () => {
  for (const [language, texts] of Object.entries({ ...commerceErrorTexts, 'made-up': madeUp() })) {
    for (const [code, english] of Object.entries(commerceProblems) as [keyof CommerceErrorTexts, Texts][]) {
      const row: Texts = texts[code]
      assert.ok(row.title.length > 0, `${language} ${code}`)
      for (const name of Object.keys(english.details ?? {})) {
        assert.ok((render(row.details?.[name]) ?? '').length > 0, `${language} ${code} ${name}`)
      }
    }
  }
})

test('English texts are sentences without a full stop', () => {
  for (const [code, row] of Object.entries(commerceProblems) as [string, Texts][]) {
    for (const text of [row.title, ...Object.values(row.details ?? {}).map(render)]) {
      assert.match(text ?? '', /^\S.*[^.\s]$/, code)
    }
  }
})

const atMost = ({ lines }: { lines: number }) => `höchstens ${lines}`

test('a language is complete, or it does not compile', () => {
  const { CART_EMPTY, CART_FULL, ...others } = commerceProblems
  // @ts-expect-error the title of CART_EMPTY is missing
  const withoutTitle: CommerceErrorTexts = { ...others, CART_FULL }
  // @ts-expect-error the detail of CART_FULL is missing
  const withoutDetail: CommerceErrorTexts = { ...others, CART_EMPTY, CART_FULL: { title: 'voll' } }
  const complete: CommerceErrorTexts = {
    ...others,
    CART_EMPTY: { title: 'leer' },
    CART_FULL: { title: 'voll', details: { atMost } },
  }
  assert.equal(render(complete.CART_FULL.details.atMost), 'höchstens 1,2')
  assert.ok(withoutTitle !== withoutDetail)
})
