import type { Page } from 'playwright-core'

/** Opens the form of an act; the others stay closed. */
export async function openAct(page: Page, title: string): Promise<void> {
  await page.locator('summary', { hasText: new RegExp(`^${title}$`) }).click()
}

/** A field of the open form. */
export const fieldOf = (page: Page, label: string | RegExp) =>
  page.locator('details[open] form').getByLabel(label)

/** Confirms what the open form says, and sends it. */
export async function sendAct(page: Page, submit: string): Promise<void> {
  const form = page.locator('details[open] form')
  const sure = form.getByLabel('위 내용을 확인했습니다.')
  if ((await sure.count()) > 0) await sure.check()
  await form.getByRole('button', { name: submit }).click()
  // The form of what is done is closed.
  await form.waitFor({ state: 'detached' })
  await page.getByRole('status').getByText('처리했습니다.').waitFor()
}
