import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'

/**
 * Which older programs run on a schema that has the migration: 0 every one (it only adds), a number those that know the migration of
 * this number, null none.
 */
export type ToleratedFrom = number | null

export interface Migration {
  version: number
  /** The file name without `.sql`. */
  name: string
  /** Without the mark. */
  text: string
  /** The line of the file on which `text` begins. */
  firstLine: number
  checksum: string
  toleratedFrom: ToleratedFrom
}

/** The first line of a file: what an older program makes of the schema afterwards. */
const MARK = /^-- (?:(expand)|contract(?: after (\d{4}))?)\n/

/** Reads the files `0001_name.sql` of a folder, by number. Throws when one cannot be a migration. */
export async function readMigrations(directory: URL): Promise<Migration[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.sql')).toSorted()
  return Promise.all(
    files.map(async (file, index) => {
      if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(file)) {
        throw new Error(`migration ${file}: expected a name like 0001_some_name.sql`)
      }
      const number = file.slice(0, 4)
      const before = files[index - 1]
      if (before?.startsWith(number)) throw new Error(`migration ${file}: ${before} has the same number`)
      const version = Number(number)
      // Line endings are not part of the checksum, since a checkout on another system may change them.
      const content = (await readFile(new URL(file, directory), 'utf8')).replaceAll('\r\n', '\n')
      const mark = MARK.exec(content)
      // Nor is the mark: it changes nothing about what was applied.
      const text = content.slice(mark?.[0].length ?? 0)
      // Would end the transaction around the file.
      if (/^\s*(begin|start transaction|commit|rollback)\s*;/im.test(text)) {
        throw new Error(`migration ${file}: is one transaction already, and may not control transactions`)
      }
      const checksum = createHash('sha256').update(text).digest('hex')
      const name = file.slice(0, -'.sql'.length)
      return { version, name, text, firstLine: mark ? 2 : 1, checksum, toleratedFrom: olderPrograms(mark) }
    }),
  )
}

function olderPrograms(mark: RegExpExecArray | null): ToleratedFrom {
  const [, expand, after] = mark ?? []
  if (expand) return 0
  return after === undefined ? null : Number(after)
}

/** Whether a program with these migrations runs on a schema that has another one. */
export function tolerates(known: ReadonlySet<number>, toleratedFrom: ToleratedFrom): boolean {
  return toleratedFrom === 0 || (toleratedFrom !== null && known.has(toleratedFrom))
}
