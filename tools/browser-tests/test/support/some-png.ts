import type { Page } from 'playwright-core'

/** A real picture, drawn by the browser. */
export async function somePng(page: Page, color = 'black'): Promise<Buffer> {
  const url = await page.evaluate((fill) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 })
    const pen = canvas.getContext('2d')!
    pen.fillStyle = fill
    pen.fillRect(20, 20, 100, 100)
    return canvas.toDataURL('image/png')
  }, color)
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
}
