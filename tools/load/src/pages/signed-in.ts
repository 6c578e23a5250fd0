import { demoPassword } from '@munova/tool-seed'
import type { Browser, Page } from 'playwright-core'

/** A member in a browser of their own, at a page of the site. */
export async function signIn(browser: Browser, url: string, email: string, path: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, locale: 'ko-KR' })
  const form = { email, password: demoPassword }
  const headers = { origin: url, accept: 'text/html' }
  const response = await context.request.post('/sign-in', { form, headers, maxRedirects: 0 })
  if (response.status() !== 303) throw new Error(`${email} cannot sign in: ${response.status()}`)
  const page = await context.newPage()
  await page.goto(path)
  return page
}

/** Resolves when the page has its live connection. */
export const isLive = (page: Page): Promise<void> =>
  page.locator('[data-connection=live]').first().waitFor({ state: 'attached' })
