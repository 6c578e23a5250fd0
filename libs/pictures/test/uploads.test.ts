import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Uploads } from '@munova/pictures'

test('uploads are counted for the process and for each member, and end once', () => {
  const uploads = new Uploads({ atOnce: 3, ofMember: 2 })
  const [first, second] = [uploads.begin(1), uploads.begin(1)]
  assert.equal(uploads.begin(1), 'MEMBER')
  assert.equal(typeof uploads.begin(2), 'function')
  assert.equal(uploads.begin(3), 'PROCESS')
  assert.ok(typeof first === 'function' && typeof second === 'function')
  first()
  first()
  assert.equal(uploads.count, 2)
  assert.equal(typeof uploads.begin(3), 'function')
  assert.equal(uploads.begin(1), 'PROCESS')
})
