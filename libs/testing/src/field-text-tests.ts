import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldTexts } from '@munova/text-contract'
import { z } from 'zod'
import { fieldMessages } from './field-messages.ts'
import { inputSchemas } from './text-fields.ts'

const HANGUL = /^\S.*\p{Script=Hangul}.*[^.\s]$/u
const WRONG = [undefined, null, '', 'x'.repeat(10_000), -1, 0.5, 1e12, true, [], Array(1_000).fill('x'), {}]

/** A function that was given to `check`, and values that it rejects, at least one for each of its messages. */
export type CheckedValues = readonly (readonly [
  check: (payload: never) => unknown,
  values: readonly unknown[],
])[]

/** Tests that whatever the schemas of a contract say of a field is also said in each of its other languages. */
export function fieldTextTests(
  contract: object,
  languages: Readonly<Record<string, FieldTexts>>,
  checked: CheckedValues,
): void {
  const { texts, checks } = fieldMessages(contract)
  const inputs = Object.entries(inputSchemas(contract))

  for (const [language, textOf] of Object.entries(languages)) {
    const assertText = (issue: z.core.$ZodIssue, path: string) => {
      const params = issue.code === 'custom' ? (issue.params as never) : undefined
      const text = textOf({ message: issue.message, params, issue })
      assert.match(text ?? '', HANGUL, `${language} ${path}: ${issue.message}`)
      assert.doesNotMatch(text ?? '', /[{}]/, `${language} ${path}: ${issue.message}`)
    }

    test(`every message of a schema has a text in ${language}`, () => {
      assert.ok(texts.size > 0)
      for (const [message, path] of texts)
        assert.match(textOf({ message }) ?? '', HANGUL, `${path}: ${message}`)
    })

    test(`every message that a check makes has a text in ${language}`, () => {
      for (const [check, path] of checks) {
        const values = checked.find(([each]) => each === (check as unknown))?.[1] ?? []
        assert.ok(values.length > 0, `${path} has a check without values that it rejects`)
        for (const value of values) {
          const issues =
            z
              .any()
              .check(check as never)
              .safeParse(value).error?.issues ?? []
          assert.ok(issues.length > 0, `${path} accepts ${JSON.stringify(value)}`)
          for (const issue of issues) assertText(issue, path)
        }
      }
    })

    test(`whatever is wrong with a field is said in ${language}`, () => {
      for (const [name, schema] of inputs) {
        for (const [key, field] of Object.entries((schema as z.ZodObject).shape)) {
          for (const value of WRONG) {
            const issues = z.safeParse(field, value).error?.issues ?? []
            for (const issue of issues) assertText(issue, `${name}.${key}`)
          }
        }
      }
    })
  }
}
