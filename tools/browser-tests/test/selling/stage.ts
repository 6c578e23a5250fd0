import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { CommerceClient } from '@munova/commerce-client'
import { testBrowser } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { member } from '../support/member.ts'
import { openSite, type Site } from '../support/open-site.ts'
import { shopOf } from '../support/sale.ts'

/** The demo shop with its seller at the desk, and its buyer. */
export interface Stage {
  site: Site
  browser: Browser
  /** commerce-api for the buyer. */
  shop: CommerceClient
  /** SKUs of two products of the seller, with stock. */
  first: number
  second: number
  /** The seller, on a page of the desk. */
  atDesk(path: string, options?: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }>
}

export async function openStage(t: TestContext): Promise<Stage> {
  const site = await openSite(t, {}, { withPayments: true })
  const browser = await testBrowser(t)
  t.afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))
  const { seller, buyer } = demoAccounts
  const skus = await site.sql<{ id: number }[]>`
    select distinct on (product_id) skus.id::int
    from skus join products on products.id = product_id
    where seller_id = ${seller.id} and products.status = 'PUBLISHED' and skus.stock - reserved - allocated > 12
    order by product_id, skus.id limit 2`
  const [first, second] = skus.map(({ id }) => id)
  assert.ok(first && second)
  return {
    site,
    browser,
    shop: await shopOf(site, buyer.email),
    first,
    second,
    atDesk: (path, options = {}) => member(browser, site.url, { email: seller.email, path, ...options }),
  }
}

/** Without those about forms that are refused, which a browser counts among its errors. */
export const unexpected = (complaints: string[]) => complaints.filter((text) => !/status of 4\d\d/.test(text))
