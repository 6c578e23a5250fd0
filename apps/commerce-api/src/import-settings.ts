import { count, milliseconds } from './setting.ts'

/** The settings of files of products. */
export const importSettings = {
  /** The largest file of products. 10,000 lines have 2 MB. */
  PRODUCT_FILE_BYTES: count(4 * 1024 * 1024),
  /** Lines of a file of products, without that of the column names. */
  PRODUCT_IMPORT_LINES: count(10_000),
  /** Files that a process receives or imports at the same time, each in memory; further ones are rejected with OVERLOADED. */
  PRODUCT_IMPORTS_AT_ONCE: count(4),
  /** Of these, files of one seller; further ones are rejected with TOO_MANY_UPLOADS. */
  PRODUCT_IMPORTS_PER_MEMBER: count(2),
  /** Products of an import that are changed at the same time, each on a connection of the pool. */
  PRODUCT_IMPORT_CALLS: count(4),
  /** Errors that the result of an import lists; further ones are counted. */
  PRODUCT_IMPORT_ERRORS: count(500),
  /** Products that one statement of an import or export reads. */
  PRODUCT_FILE_BATCH: count(200),
  /** An import can be undone for so long, and is then deleted with what it would be undone to. */
  PRODUCT_IMPORT_UNDO_MS: milliseconds(24 * 60 * 60_000),
  /** The interval at which such imports are deleted. */
  PRODUCT_IMPORT_SWEEP_MS: milliseconds(60_000),
  /** Imports deleted in one run. */
  PRODUCT_IMPORT_SWEEP_BATCH: count(20),
}
