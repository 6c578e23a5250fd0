import { demoAccounts } from '@munova/tool-seed'
import type { Browser, Page } from 'playwright-core'
import { isLive, signIn } from './signed-in.ts'

interface Watched {
  sentAt: number
  seenAt: Promise<number>
}

/**
 * A buyer and a seller in two browsers of this machine: milliseconds from the key that sends a message to the frame in which the
 * other side has it in its page, for each message.
 */
export async function timeTalk(
  browser: Browser,
  { url, productId, messages }: { url: string; productId: number; messages: number },
): Promise<number[]> {
  const buyer = await signIn(browser, url, demoAccounts.buyer.email, `/products/${productId}`)
  await buyer.getByRole('button', { name: '판매자에게 문의하기' }).click()
  await buyer.waitForURL(/\/messages\/\d+$/)
  const seller = await signIn(browser, url, demoAccounts.seller.email, new URL(buyer.url()).pathname)
  for (const page of [buyer, seller]) await isLive(page)
  await buyer.evaluate(() => {
    const watched = globalThis as unknown as Watched
    addEventListener(
      'keydown',
      ({ key }) => {
        if (key === 'Enter') watched.sentAt = performance.timeOrigin + performance.now()
      },
      { capture: true },
    )
  })
  const input = buyer.getByRole('textbox', { name: '메시지' })
  const times: number[] = []
  for (let message = 0; message < messages; message++) {
    const text = `재고 문의 ${message} 번째입니다`
    await watchFor(seller, text)
    await input.fill(text)
    await input.press('Enter')
    const seen = await seller.evaluate(() => (globalThis as unknown as Watched).seenAt)
    times.push(seen - (await buyer.evaluate(() => (globalThis as unknown as Watched).sentAt)))
  }
  await Promise.all([buyer, seller].map((page) => page.context().close()))
  return times
}

/** Begins to watch for a text in the log of the room. */
const watchFor = (page: Page, text: string): Promise<void> =>
  page.evaluate((wanted) => {
    const log = document.querySelector('[role=log]')!
    const watched = globalThis as unknown as Watched
    watched.seenAt = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!log.textContent.includes(wanted)) return
        observer.disconnect()
        requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))
      })
      observer.observe(log, { subtree: true, childList: true, characterData: true })
    })
  }, text)
