import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { test } from 'node:test'
import { until } from '@munova/testing'
import { openShop } from '../../support/open-shop.ts'
import { exported, fileOf, importFile } from '../../support/product-files.ts'
import { slowUpload } from '../../support/slow-upload.ts'

test('files that are none, too long or too large are rejected as a whole', async (t) => {
  const shop = await openShop(t, {
    env: { PRODUCT_IMPORT_LINES: '3', PRODUCT_FILE_BYTES: '100000', PRODUCT_IMPORT_ERRORS: '2' },
  })
  const seller = await shop.person('SELLER')
  const send = async (file: string | Uint8Array, type?: string) => {
    const { status, body } = await importFile(shop.url, file, { as: seller, ...(type && { type }) })
    return status === 200 ? 'imported' : `${body.code}: ${body.errors?.map(({ message }) => message).join()}`
  }
  const header = 'productId,color,sizeMm,stock\r\n'
  const line = '1,블랙,270,1\r\n'
  assert.equal(await send(`${header}1,"블랙`), 'VALIDATION_FAILED: line 2 is not CSV (RFC 4180)')
  assert.equal(
    await send(`${header}${','.repeat(9_999)}\r\n`),
    'VALIDATION_FAILED: line 2 has too many columns',
  )
  assert.equal(await send(`${header}${line.repeat(4)}`), 'VALIDATION_FAILED: must have at most 3 lines')
  assert.equal(await send(header), 'VALIDATION_FAILED: must have a line after that of the column names')
  assert.equal(await send('상품번호,사이즈\r\n1,270\r\n'), 'VALIDATION_FAILED: must have a column color')
  assert.match(await send(`${header}1,블\u0000랙,270,1\r\n`), /VALIDATION_FAILED: must not contain NUL/)
  assert.match(
    await send(Buffer.from('b8d4,', 'hex'), 'text/csv; charset=utf-8'),
    /VALIDATION_FAILED: is not UTF-8/,
  )
  assert.match(await send(`${header}${line}`, 'text/csv; charset=utf-16'), /UNSUPPORTED_MEDIA_TYPE/)
  assert.match(await send('{"a":1}', 'application/json'), /VALIDATION_FAILED/)

  const wrong = await importFile(shop.url, `${header}x,블랙,270,1\r\n-1,=cmd|'/c'!A1,1e9,1\r\n`, {
    as: seller,
  })
  assert.deepEqual([wrong.status, wrong.body.rejected, wrong.body.errors.length], [200, 2, 2])
  assert.ok(wrong.body.moreErrors > 0)

  // Rejected by its announced length, before any of it is sent.
  const huge = request(`${shop.url}/v1/seller/products/import`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${seller.token}`,
      'content-type': 'text/csv',
      'content-length': 100 * 1024 * 1024,
      'idempotency-key': 'huge',
    },
  })
  huge.flushHeaders()
  const [response] = (await once(huge, 'response')) as [{ statusCode: number }]
  assert.equal(response.statusCode, 413)
  huge.destroy()
})

test('the files of one seller leave room for those of others', async (t) => {
  const shop = await openShop(t, {
    env: { PRODUCT_IMPORTS_AT_ONCE: '3', PRODUCT_IMPORTS_PER_MEMBER: '2' },
  })
  const [seller, rival] = [await shop.person('SELLER'), await shop.person('SELLER')]
  const underWay = async (count: number) =>
    (await (await fetch(`${shop.url}/metrics`)).text()).includes(`commerce_product_imports ${count}\n`)
  const upload = { path: '/v1/seller/products/import', type: 'text/csv' }
  const slow = [
    await slowUpload(shop.url, seller.token, upload),
    await slowUpload(shop.url, seller.token, upload),
  ]
  await until(() => underWay(2), { what: 'two slow files' })
  const { id } = await shop.draft(rival)
  const file = fileOf([{ productId: id, color: '블랙', sizeMm: 270, stockBefore: 3, stock: 4 }])
  const { status, body } = await importFile(shop.url, file, { as: seller })
  assert.deepEqual([status, body.code], [429, 'TOO_MANY_UPLOADS'])
  assert.equal((await importFile(shop.url, file, { as: rival })).body.changed, 1)
  for (const each of slow) each.destroy()
  await until(() => underWay(0), { what: 'the end of the slow files' })
  assert.equal((await importFile(shop.url, file, { as: seller })).status, 200)
})

test('what looks like a formula is exported as text and comes back as it was; Korean Windows is read', async (t) => {
  const shop = await openShop(t)
  const seller = await shop.person('SELLER')
  const names = ['=1+1', '+82', '-1', '@SUM(A1)', "'=1", "'plain", '＝1', '따옴표 "와" 쉼표']
  for (const name of names) await shop.draft(seller, { name, colors: [{ name: '=색', skus: [{ sizeMm: 270, stock: 3 }] }] }) // prettier-ignore
  const lines = await exported(shop.url, seller)
  assert.deepEqual(
    lines.map((line) => line['name']),
    ["'=1+1", "'+82", "'-1", "'@SUM(A1)", "''=1", "'plain", "'＝1", '"따옴표 ""와"" 쉼표"'],
  )
  const file = fileOf(lines.map((line) => ({ ...line, stock: 4 })))
  const done = await importFile(shop.url, file, { as: seller })
  assert.deepEqual([done.body.changed, done.body.errors], [names.length, []])
  const kept = await shop.sql`select name from products where seller_id = ${seller.member.id} order by id`
  assert.deepEqual(kept.map(({ name }) => name as string), names) // prettier-ignore

  // 상품번호,색상,사이즈,기존재고,재고 and 블랙, in code page 949.
  const { id } = await shop.draft(seller)
  const korean = Buffer.concat([
    Buffer.from('bbf3c7b0b9f8c8a32cbbf6bbf32cbbe7c0ccc1ee2cb1e2c1b8c0e7b0ed2cc0e7b0ed0d0a', 'hex'),
    Buffer.from(`${id},`),
    Buffer.from('baedb7a2', 'hex'),
    Buffer.from(',270,3,6\r\n'),
  ])
  const { body } = await importFile(shop.url, korean, { as: seller })
  assert.deepEqual([body.changed, body.errors], [1, []])
})
