import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { metric, testBrowser } from '@munova/testing'
import { demoAccounts } from '@munova/tool-seed'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { member } from '../support/member.ts'
import { openSite } from '../support/open-site.ts'
import { visitor } from '../support/visitor.ts'

export const desk = { viewport: { width: 1280, height: 900 }, isMobile: false, hasTouch: false }
export const log = (page: Page) => page.getByRole('log')
export const write = (page: Page) => page.getByRole('textbox', { name: '메시지' })
export const list = (page: Page) => page.getByRole('navigation', { name: '대화 목록' })

export async function say(page: Page, words: string): Promise<void> {
  await write(page).fill(words)
  await write(page).press('Enter')
}

/** The message is in the log, once, and nothing is on its way any more. */
export async function stored(page: Page, words: string): Promise<void> {
  await log(page).locator('[data-seq]', { hasText: words }).waitFor()
  await log(page).getByText('보내는 중').waitFor({ state: 'hidden' })
  assert.equal(await log(page).getByText(words, { exact: true }).count(), 1, words)
}

/** The script of the page runs, and the browser is connected. */
export const connected = (page: Page) =>
  page.locator('[data-connection=live]').first().waitFor({ state: 'attached' })

export type Stage = Awaited<ReturnType<typeof openStage>>

/** The demo shop with its chat, and an inquiry of the demo buyer with the demo seller, which the first test opens. */
export async function openStage(t: TestContext) {
  const site = await openSite(t, {}, { withChat: true, withPayments: true })
  const browser = await testBrowser(t)
  const { chat } = site
  const at =
    (email: string) =>
    (path: string, options: BrowserContextOptions = {}) =>
      member(browser, site.url, { email, path, ...options })
  const [product] = await site.sql<[{ id: number; name: string }]>`
    select id, name from products where seller_id = ${demoAccounts.seller.id} and status = 'PUBLISHED'
    order by id desc limit 1`
  return {
    site,
    chat,
    product,
    roomId: 0,
    get roomPath() {
      return `/messages/${this.roomId}`
    },
    buyerAt: at(demoAccounts.buyer.email),
    sellerAt: at(demoAccounts.seller.email),
    async guestAt(path: string, options: BrowserContextOptions = {}) {
      const guest = await visitor(browser, site.url, options)
      await guest.page.goto(path)
      return guest
    },
    /** Closes the pages of all members. */
    async leave(): Promise<void> {
      await Promise.all(browser.contexts().map((context) => context.close()))
    },
    /** Live connections of all browsers. */
    inboxes: () => metric(chat.url, 'chat_inbox_subscriptions'),
    async textsOf(room: number): Promise<string[]> {
      const rows = await chat.sql<{ text: string }[]>`
        select content ->> 'text' as text from messages
        where room_id = ${room} and event = 'message' order by seq`
      return rows.map(({ text }) => text)
    },
  }
}
