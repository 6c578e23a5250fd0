import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'

/** More than any page has places for the focus. */
const MAX_STEPS = 120

/**
 * Moves the focus to the element with Tab, or backwards, as somebody does who has no mouse. Fails where the focus cannot be seen:
 * outside of the window, or below something that stays where it is.
 */
export async function reach(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await wanted.first().waitFor({ state: 'attached' })
  for (let step = 0; step < MAX_STEPS; step++) {
    if (await hasFocus(wanted)) return
    await page.keyboard.press(key)
    const hidden = await page.evaluate(hiddenFocus)
    assert.equal(hidden, '', 'the focus is where nobody sees it')
  }
  assert.fail(`${MAX_STEPS} times ${key} do not lead to ${String(wanted)}`)
}

/** Moves the focus to the element and presses Enter. */
export async function enter(page: Page, wanted: Locator, key?: 'Tab' | 'Shift+Tab'): Promise<void> {
  await reach(page, wanted, key)
  await page.keyboard.press('Enter')
}

/** Moves the focus to the field and types. */
export async function fill(page: Page, label: string, words: string): Promise<void> {
  await reach(page, page.getByLabel(label))
  await page.keyboard.type(words)
}

const hasFocus = (wanted: Locator): Promise<boolean> =>
  wanted.evaluateAll((elements) => elements.includes(document.activeElement as HTMLElement))

/** The element that has the focus, as HTML, when no part of it can be seen. */
function hiddenFocus(): string {
  const { activeElement: element } = document
  if (!element || element === document.body) return ''
  const { left, right, top, bottom } = element.getBoundingClientRect()
  const isSeen = [0.1, 0.5, 0.9].some((part) => {
    const at = document.elementFromPoint((left + right) / 2, top + (bottom - top) * part)
    return (
      at !== null &&
      (element.contains(at) || at.contains(element) || at.parentElement === element.parentElement)
    )
  })
  return isSeen ? '' : element.outerHTML
}
