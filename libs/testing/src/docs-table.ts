import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'

/** The rows of the table under a `## ` heading of a Markdown page, as cells without backticks. */
export async function docsTable(page: URL, heading: string): Promise<string[][]> {
  const sections = (await readFile(page, 'utf8')).split(/^## /m)
  const section = sections.find((part) => part.startsWith(heading))
  assert.ok(section !== undefined, `${page.pathname} has no section ${heading}`)
  const [, ...rows] = section.split('\n').filter((line) => line.startsWith('| '))
  return rows.map((row) =>
    row
      .replace(/^\| | *\|$/g, '')
      .split(/ \| ?/)
      .map((cell) => cell.replaceAll('`', '')),
  )
}
