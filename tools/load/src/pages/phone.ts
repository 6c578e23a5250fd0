import type { Browser } from 'playwright-core'

/** What a phone of 360 px loads of a page, and how it settles. */
export interface PageWeight {
  /** Bytes of JavaScript as they are sent. */
  script: number
  /** Bytes of everything but pictures and fonts. */
  total: number
  /** Cumulative Layout Shift: https://web.dev/articles/cls, without its windows, so never less than it. */
  layoutShift: number
}

interface Shift extends PerformanceEntry {
  value: number
  hadRecentInput: boolean
}

/** Loads a page with an empty cache, and scrolls to its end. */
export async function weigh(browser: Browser, url: string): Promise<PageWeight> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    isMobile: true,
    locale: 'ko-KR',
  })
  try {
    const page = await context.newPage()
    const weight = { script: 0, total: 0 }
    const counted: Promise<void>[] = []
    page.on('requestfinished', (request) => {
      const kind = request.resourceType()
      if (kind === 'image' || kind === 'font') return
      const count = async () => {
        const { responseBodySize } = await request.sizes()
        weight.total += responseBodySize
        if (kind === 'script') weight.script += responseBodySize
      }
      counted.push(count())
    })
    await page.goto(url)
    await page.waitForLoadState('networkidle')
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await page.waitForLoadState('networkidle')
    const layoutShift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const shifts = list.getEntries() as Shift[]
            resolve(shifts.reduce((sum, { value, hadRecentInput }) => sum + (hadRecentInput ? 0 : value), 0))
          }).observe({ type: 'layout-shift', buffered: true })
          // Nothing has shifted: the observer is not called.
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)))
        }),
    )
    await Promise.all(counted)
    return { ...weight, layoutShift }
  } finally {
    await context.close()
  }
}
