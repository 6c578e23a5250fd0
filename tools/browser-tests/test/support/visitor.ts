import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/** A phone of 360 px. */
const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  locale: 'ko-KR',
  timezoneId: 'Asia/Seoul',
}

/** A page of a new visitor; `complaints` are messages of the browser that a visitor must not cause. */
export async function visitor(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ ...phone, baseURL, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    const text = message.text()
    // The demo shop is served before all of its pictures are drawn.
    const { url } = message.location()
    if (url.includes('/v1/pictures/')) return
    // Other sites, such as the payment window, answer for themselves.
    if (url.startsWith('http') && !url.startsWith(baseURL)) return
    if (message.type() === 'error' || text.includes('Content Security Policy')) complaints.push(text)
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints }
}

/** Runs `check` in English on dark pages, and in Korean on light ones. */
export async function inBothLooks(page: Page, check: () => Promise<void>): Promise<void> {
  for (const [language, theme] of [
    ['English', 'dark'],
    ['한국어', 'light'],
  ]) {
    await page.goto('/')
    await page.getByRole('button', { name: language! }).click()
    await page.goto('/')
    await page.locator(`button[value=${theme}]`).click()
    await check()
  }
}

/** Words of buttons, marks, heads of tables and links in rows that go over two lines, as when they are given the width of a letter. */
const brokenWords = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const controls = document.querySelectorAll('button, .button, .chip, .badge, .count, .unread, nav a, th')
    const texts = [...controls].flatMap((control) => {
      const walker = document.createTreeWalker(control, NodeFilter.SHOW_TEXT)
      const found: Text[] = []
      while (walker.nextNode()) found.push(walker.currentNode as Text)
      return found.filter(({ parentElement }) => !parentElement?.closest('.hidden-text'))
    })
    return texts.flatMap((text) =>
      [...text.data.matchAll(/\S+/g)]
        // What is longer than a line may break.
        .filter(([word]) => word.length <= 12)
        .filter(({ 0: word, index }) => {
          const range = document.createRange()
          range.setStart(text, index)
          range.setEnd(text, index + word.length)
          return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size > 1
        })
        .map(([word]) => word),
    )
  })

/** Nothing serious for axe, nothing that is wider than the screen, and no control with a word over two lines. */
export async function checkPage(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  assert.deepEqual(serious, [], page.url())
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(width <= (page.viewportSize()?.width ?? 0), `${page.url()} is ${width} px wide`)
  assert.deepEqual(await brokenWords(page), [], page.url())
}
