import { randomUUID } from 'node:crypto'
import { until } from '@munova/testing'
import type { Person } from '../open-shop.ts'
import { slowUpload } from '../slow-upload.ts'
import { productFile } from './requests.ts'
import { missingResource, type Provocation, type Provocations, type Scene } from './error-scene.ts'

const asCsv = (key = randomUUID()) => ({ 'content-type': 'text/csv', 'idempotency-key': key })

/** While an import of the seller has not ended, of which the sender may name the id. */
const whileRunning: Provocation = async ({ trade, people }, send) => {
  const [running] = await trade.sql<[{ id: number }]>`
    insert into product_imports (seller_id, request_key, undo_until)
    values (${people.SELLER.member.id}, ${randomUUID()}, now() + interval '1 hour') returning id`
  try {
    return await send({ path: { id: running.id } })
  } finally {
    await trade.sql`delete from product_imports where id = ${running.id}`
  }
}

export const ofImports: Provocations = {
  'POST /v1/seller/products/import': {
    IMPORT_RUNNING: whileRunning,
    // What an earlier run did is deleted before the request is repeated.
    IMPORT_NOT_FOUND: async ({ trade }, send) => {
      const headers = asCsv()
      await send({ headers, body: productFile })
      const key = headers['idempotency-key']
      await trade.sql`delete from product_imports where request_key = ${key}`
      await trade.sql`
        update idempotency_keys set locked_until = now(), status = null, type = null, body = null where key = ${key}`
      return send({ headers, body: productFile })
    },
    IDEMPOTENCY_KEY_REUSED: async (_, send) => {
      const headers = asCsv()
      await send({ headers, body: productFile })
      return send({ headers, body: `${productFile}999998,블랙,270,1,2\r\n` })
    },
  },
  'POST /v1/seller/imports/{id}/undo': {
    IMPORT_NOT_FOUND: missingResource,
    IMPORT_RUNNING: whileRunning,
  },
}

/** Settings of which a test reaches the limit with one file. */
export const tightImports = { PRODUCT_IMPORTS_AT_ONCE: '1', PRODUCT_IMPORTS_PER_MEMBER: '1' }

/** While a file of this seller does not end. */
const during =
  (seller: (scene: Scene) => Promise<Person>): Provocation =>
  async (scene, send) => {
    const { url } = scene.trade
    const path = '/v1/seller/products/import'
    const slow = await slowUpload(url, (await seller(scene)).token, { path, type: 'text/csv' })
    const underWay = async (count: number) =>
      (await (await fetch(`${url}/metrics`)).text()).includes(`commerce_product_imports ${count}\n`)
    await until(() => underWay(1), { what: 'the slow file' })
    const got = await send()
    slow.destroy()
    await until(() => underWay(0), { what: 'the end of the slow file' })
    return got
  }

export const ofImportLimits: Provocations = {
  'POST /v1/seller/products/import': {
    TOO_MANY_UPLOADS: during(async ({ people }) => people.SELLER),
    OVERLOADED: during(({ trade }) => trade.person('SELLER')),
  },
}
