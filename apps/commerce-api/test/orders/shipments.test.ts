import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AuditLogPage, CourierList, Shipment, ShipmentImport } from '@munova/commerce-contract'
import type { Person } from '../support/open-shop.ts'
import { assertStockAddsUp, openTrade, type Trade } from '../support/trade.ts'

const columns = '주문번호,택배사,운송장번호,상품번호'

async function shopWith(t: Parameters<typeof openTrade>[0], env = {}) {
  const trade = await openTrade(t, { env })
  const [seller, buyer] = [await trade.person('SELLER'), await trade.person()]
  const { skuIds } = await trade.shoe(seller, [50, 50], { price: 50_000 })
  const pay = (sizes = 1) => trade.paid(buyer, skuIds.slice(0, sizes).map((id) => [id, 1])) // prettier-ignore
  return { trade, seller, buyer, pay }
}

/** Sends a file; undefined where it is rejected as a whole. */
async function send(
  trade: Trade,
  as: Person,
  body: string | Uint8Array<ArrayBuffer>,
  { type = 'text/csv', language = '*' } = {},
) {
  const response = await fetch(`${trade.url}/v1/seller/shipments/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as.token}`, 'content-type': type, 'accept-language': language },
    body,
  })
  return { status: response.status, body: (await response.json()) as Answer }
}

interface Answer extends ShipmentImport {
  code?: string
  errors?: { path: string; message: string }[]
}

const results = ({ lines }: ShipmentImport) => lines.map(({ line, result, code }) => [line, code ?? result])
const shipmentsOf = async ({ sql }: Trade) =>
  (await sql<{ n: number }[]>`select count(*)::int as n from shipments`)[0]!.n

suite('shipments', () => {
  test('each line of a file has its own result, and a repeated file ships nothing twice', async (t) => {
    const { trade, seller, buyer, pay } = await shopWith(t)
    const other = await trade.person('SELLER')
    const theirs = (await trade.shoe(other, [5])).skuIds[0]!
    const orders = [await pay(), await pay(2), await pay(2)]
    const [a, b, c] = orders.map(({ number }) => number)
    const foreign = await trade.paid(buyer, [[theirs, 1]])
    const file = [
      `메모,${columns}`,
      `"쉼표, ""따옴표""
줄바꿈",${a},CJ대한통운,1234-5678-9012,`,
      `,${b},LOGEN,12345678901,${orders[1]!.items[0]!.id}`,
      `,${b},LOGEN,12345678901,${orders[1]!.items[1]!.id}`,
      `,${c},한진택배,123456789,`,
      `,${c},없는택배,1234567890,`,
      `,261128-NOBODY,CJ,123456789012,`,
      `,${foreign.number},CJ,123456789012,`,
      `,${c},CJ,6.89E+11,`,
      `,${c},우체국택배,1234567890123,${orders[2]!.items[1]!.id}`,
      `,${c},CJ,123456789012,999999`,
      '',
    ].join('\r\n')
    const first = await send(trade, seller, `\ufeff${file}`)
    assert.equal(first.status, 200, JSON.stringify(first.body))
    assert.deepEqual(results(first.body), [
      [2, 'SHIPPED'],
      [4, 'SHIPPED'],
      [5, 'SHIPPED'],
      [6, 'VALIDATION_FAILED'],
      [7, 'VALIDATION_FAILED'],
      [8, 'ORDER_NOT_FOUND'],
      [9, 'ORDER_NOT_FOUND'],
      [10, 'VALIDATION_FAILED'],
      [11, 'SHIPPED'],
      [12, 'ITEM_NOT_FOUND'],
    ])
    assert.match(first.body.lines[3]!.reason!, /한진택배: 10 or 12 digits/)
    assert.deepEqual([first.body.shipped, first.body.repeated, first.body.failed], [4, 0, 6])
    assert.equal(first.body.lines[1]!.shipmentId, first.body.lines[2]!.shipmentId)
    assert.equal(await shipmentsOf(trade), 3)
    const states = async () =>
      Promise.all(
        orders.map(async ({ id }) => (await trade.read(buyer, id)).items.map(({ status }) => status)),
      )
    assert.deepEqual(await states(), [['SHIPPED'], ['SHIPPED', 'SHIPPED'], ['PAID', 'SHIPPED']])

    const again = await Promise.all([1, 2, 3].map(() => send(trade, seller, file)))
    for (const { body } of again) {
      assert.deepEqual([body.shipped, body.repeated, body.failed], [0, 4, 6])
      assert.deepEqual(body.lines.map(({ shipmentId }) => shipmentId), first.body.lines.map(({ shipmentId }) => shipmentId)) // prettier-ignore
    }
    assert.equal(await shipmentsOf(trade), 3)
    await assertStockAddsUp(trade.sql)
  })

  test('the same file sent by two at the same moment ships each order once', async (t) => {
    const { trade, seller, pay } = await shopWith(t)
    const numbers: string[] = []
    for (let n = 0; n < 12; n++) numbers.push((await pay(2)).number)
    const file = [columns, ...numbers.map((number, n) => `${number},CJ,${100_000_000_000 + n},`)].join('\n')
    const answers = await Promise.all([1, 2, 3].map(() => send(trade, seller, file)))
    assert.deepEqual(answers.map(({ body }) => body.failed), [0, 0, 0]) // prettier-ignore
    assert.equal(answers.reduce((sum, { body }) => sum + body.shipped, 0), 12) // prettier-ignore
    assert.equal(await shipmentsOf(trade), 12)
    const [events] = await trade.sql<{ n: number }[]>`select count(*)::int as n from audit_log where action = 'order.ship'` // prettier-ignore
    assert.equal(events!.n, 12)
    await assertStockAddsUp(trade.sql)
  })

  test('reasons are in the language of the request', async (t) => {
    const { trade, seller, pay } = await shopWith(t)
    const [first, second] = [await pay(), await pay()]
    const file = [
      columns,
      `${first.number},한진택배,123456789,`,
      `${first.number},없는택배,1234567890,`,
      `261128-NOBODY,CJ,123456789012,`,
      `${second.number},CJ,123456789012,999999`,
    ].join('\n')
    const reasons = async (language: string) =>
      (await send(trade, seller, file, { language })).body.lines.map(({ reason }) => reason)
    assert.deepEqual(await reasons('ko-KR,en;q=0.5'), [
      '운송장번호: 한진택배 운송장번호는 숫자 10자리 또는 12자리입니다',
      '택배사: 다음 중 하나여야 합니다: CJ, HANJIN, LOTTE, LOGEN, EPOST, OTHER',
      '없는 주문입니다',
      '이 주문에 없는 상품입니다',
    ])
    const english = await reasons('fr')
    assert.equal(english[0], 'trackingNumber must be a tracking number of 한진택배: 10 or 12 digits')
    assert.deepEqual(english.slice(2), ['The order does not exist', 'The order has no such item'])
    const wrong = async (body: string) => (await send(trade, seller, body, { language: 'ko' })).body.errors
    assert.deepEqual(await wrong('주문번호,택배사'), [
      { path: 'body', message: '운송장번호 열이 있어야 합니다' },
    ])
    assert.deepEqual(await wrong(`${columns}\n"1`), [
      { path: 'body', message: '2번째 줄이 CSV 형식(RFC 4180)이 아닙니다' },
    ])
  })

  test('an item that comes later is shipped by its own line, and an exchange is not shipped by an old file', async (t) => {
    const { trade, seller, buyer, pay } = await shopWith(t)
    const { id, number, items } = await pay(2)
    const line = (itemId: number | '') => `${columns}\n${number},CJ,123456789012,${itemId}`
    assert.equal((await send(trade, seller, line(items[0]!.id))).body.shipped, 1)
    assert.equal((await send(trade, seller, line(''))).body.repeated, 1)
    assert.equal((await send(trade, seller, `${line(items[0]!.id)}\n${number},CJ,123456789012,${items[1]!.id}`)).body.shipped, 2) // prettier-ignore
    assert.deepEqual((await trade.read(buyer, id)).items.map(({ status }) => status), ['SHIPPED', 'SHIPPED']) // prettier-ignore
  })

  test('a file of the code page of Windows is read', async (t) => {
    const { trade, seller, pay } = await shopWith(t)
    const { number } = await pay()
    // 주문번호,택배사,송장번호 and 한진택배.
    const windows = Buffer.concat([
      Buffer.from('c1d6b9aeb9f8c8a32cc5c3b9e8bbe72cbcdbc0e5b9f8c8a30d0a', 'hex'),
      Buffer.from(`${number},`),
      Buffer.from('c7d1c1f8c5c3b9e8', 'hex'),
      Buffer.from(',1234567890\r\n'),
    ])
    assert.equal((await send(trade, seller, windows, { type: 'text/csv; charset=cp949' })).body.shipped, 1)
    assert.equal((await send(trade, seller, windows)).body.repeated, 1)
    assert.equal(
      (await send(trade, seller, windows, { type: 'text/csv; charset=utf-8' })).body.code,
      'VALIDATION_FAILED',
    )
    assert.equal((await send(trade, seller, windows, { type: 'text/csv; charset=utf-16' })).status, 415)
  })

  test('a file that is none, or too long, is rejected as a whole', async (t) => {
    const { trade, seller, pay } = await shopWith(t, { SHIPMENT_IMPORT_LINES: '2', BODY_LIMIT_BYTES: '2000' })
    const { number } = await pay()
    const line = `${number},CJ,123456789012,`
    for (const file of [
      '',
      columns,
      '주문번호,택배사',
      `${columns}\n"${line}`,
      [columns, line, line, line].join('\n'),
    ]) {
      const { status, body } = await send(trade, seller, file)
      assert.deepEqual([status, body.code], [400, 'VALIDATION_FAILED'], file)
    }
    assert.equal((await send(trade, seller, 'x'.repeat(3_000))).status, 413)
    assert.equal((await send(trade, seller, [columns, line, line].join('\n'))).body.shipped, 2)
  })

  test('a tracking number has the format of its courier, which anyone can read', async (t) => {
    const { trade, seller, pay } = await shopWith(t)
    const { body } = await trade.call<CourierList>('GET /v1/couriers')
    assert.deepEqual(
      body.items.find(({ code }) => code === 'EPOST'),
      {
        code: 'EPOST',
        name: '우체국택배',
        trackingNumberPattern: '^\\d{13}$',
        trackingNumberFormat: '13 digits',
      },
    )
    const { id } = await pay()
    const ship = (courier: string, trackingNumber: string) =>
      trade.post<Shipment>(`/v1/seller/orders/${id}/ship`, { as: seller, body: { courier, trackingNumber } })
    for (const [courier, number] of [
      ['CJ', '12345678901'],
      ['LOGEN', '1234567890'],
      ['EPOST', 'ABCDEFGHIJKLM'],
      ['OTHER', '1234567'],
    ] as const)
      // prettier-ignore
      assert.equal((await ship(courier, number)).status, 400, courier)
    assert.equal((await ship('OTHER', '1Z999AA10123456784')).status, 201)
  })

  test('a seller corrects a tracking number until the parcel has arrived', async (t) => {
    const { trade, seller, buyer, pay } = await shopWith(t)
    const [stranger, admin] = [await trade.person('SELLER'), await trade.person('ADMIN')]
    const { id } = await pay()
    const { body: shipment } = await trade.post<Shipment>(`/v1/seller/orders/${id}/ship`, {
      as: seller,
      body: { courier: 'CJ', trackingNumber: '123456789012' },
    })
    const correct = (as: Person, trackingNumber = '12345678901') =>
      trade.call<Shipment & { code?: string }>(`PATCH /v1/seller/shipments/${shipment.id}`, {
        as,
        body: { courier: 'LOGEN', trackingNumber },
      })
    assert.equal((await correct(stranger)).body.code, 'NOT_IN_DELIVERY')
    assert.equal((await correct(seller, '1')).status, 400)
    const answers = await Promise.all([1, 2, 3].map(() => correct(seller)))
    for (const { body } of answers)
      assert.deepEqual(body, { ...shipment, courier: 'LOGEN', trackingNumber: '12345678901' })
    assert.deepEqual((await trade.read(buyer, id)).shipments, [answers[0]!.body])
    const { body: log } = await trade.call<AuditLogPage>('GET /v1/admin/audit-log?action=shipment.correct', { as: admin }) // prettier-ignore
    assert.deepEqual(
      log.items.map(({ thingId, details }) => [thingId, details]),
      [
        [
          shipment.id,
          {
            from: { courier: 'CJ', trackingNumber: '123456789012' },
            to: { courier: 'LOGEN', trackingNumber: '12345678901' },
          },
        ],
      ],
    )
    await trade.call(`POST /v1/seller/shipments/${shipment.id}/deliver`, { as: seller })
    assert.equal((await correct(seller)).body.code, 'NOT_IN_DELIVERY')
  })
})
