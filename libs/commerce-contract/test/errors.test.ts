import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorTextTests, renderText } from '@munova/testing'
import { commerceProblems, commerceErrorTexts, type CommerceErrorTexts } from '../src/index.ts'

errorTextTests(commerceProblems, commerceErrorTexts)

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
  assert.equal(renderText(complete.CART_FULL.details.atMost), 'höchstens 1,2')
  assert.ok(withoutTitle !== withoutDetail)
})
