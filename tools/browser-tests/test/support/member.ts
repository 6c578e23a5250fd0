import assert from 'node:assert/strict'
import { demoPassword } from '@munova/tool-seed'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { visitor } from './visitor.ts'

/** A visitor who is signed in, as the form of the page does it, on the page `path`. */
export async function member(
  browser: Browser,
  url: string,
  { email, path = '/', ...options }: BrowserContextOptions & { email: string; path?: string },
): Promise<{ page: Page; complaints: string[] }> {
  const found = await visitor(browser, url, options)
  const { page } = found
  const form = { email, password: demoPassword }
  const headers = { origin: new URL(url).origin, accept: 'text/html' }
  const signedIn = await page.context().request.post('/sign-in', { form, headers, maxRedirects: 0 })
  assert.equal(signedIn.status(), 303)
  await page.goto(path)
  return found
}

/** Opens the menu of the member in the head of the page. */
export const openMenu = (page: Page) => page.getByRole('button', { name: /님의 메뉴$/ }).click()

export async function signOut(page: Page): Promise<void> {
  await openMenu(page)
  await page.getByRole('button', { name: '로그아웃', exact: true }).click()
  await page.getByRole('link', { name: '로그인', exact: true }).waitFor()
}
