import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvRecords } from '../../src/csv/records.ts'
import { decodeText } from '../../src/csv/decode.ts'

const read = (text: string) => [...csvRecords(text)].map(({ line, fields }) => [line, ...fields])

test('records of RFC 4180: quotes, quoted line breaks and commas, CRLF or LF, blank lines', () => {
  assert.deepEqual(read(''), [])
  assert.deepEqual(read('a,b\r\nc,d'), [[1, 'a', 'b'], [2, 'c', 'd']]) // prettier-ignore
  assert.deepEqual(read('a,b\nc,\n'), [[1, 'a', 'b'], [2, 'c', '']]) // prettier-ignore
  assert.deepEqual(read('"a ""x"", y","1\r\n2"\r\n\r\n,"",b\r\n'), [[1, 'a "x", y', '1\r\n2'], [4, '', '', 'b']]) // prettier-ignore
  assert.deepEqual(read(`"${'"",'.repeat(200_000)}"`)[0]![1], '",'.repeat(200_000))
})

test('what is not CSV is rejected with its line', () => {
  for (const [text, line] of [
    ['a\r\n"b', 2],
    ['a"b', 1],
    ['"a"b', 1],
    ['a\rb', 1],
    ['a\n"1\n2" ,x', 3],
  ] as const) {
    assert.throws(() => read(text), { line }, text)
  }
})

test('a file is UTF-8 with or without a byte order mark, or in the code page of Windows', () => {
  const text = '주문번호,한진'
  const windows = Buffer.from('c1d6b9aeb9f8c8a32cc7d1c1f8', 'hex')
  for (const charset of [undefined, 'UTF-8', 'utf8']) {
    assert.equal(decodeText(Buffer.from(text), charset), text)
    assert.equal(decodeText(Buffer.from(`\ufeff${text}`), charset), text)
  }
  for (const charset of [undefined, 'CP949', 'euc-kr', 'ms949'])
    assert.equal(decodeText(windows, charset), text)
  assert.throws(() => decodeText(windows, 'utf-8'), { code: 'VALIDATION_FAILED' })
  assert.throws(() => decodeText(windows, 'utf-16'), { code: 'UNSUPPORTED_MEDIA_TYPE' })
  // 뷁 is not in EUC-KR; what follows it is read.
  assert.match(decodeText(Buffer.from('94ee2cc7d1c1f8', 'hex'), undefined), /,한진$/)
})
