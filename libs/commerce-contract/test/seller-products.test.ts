import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EditProduct } from '../src/index.ts'

test('an edit of a product has only the fields that the client sent', () => {
  // zod's partial() keeps defaults: one of them would overwrite a field that the client has not named.
  assert.deepEqual(EditProduct.parse({ name: '러너' }), { name: '러너' })
})
