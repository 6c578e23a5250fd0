import { connect, type Sql } from '@munova/database'

/** Runs with one connection to a database of the server, which ends with it. No statement outlasts `deadlineMs`. */
export async function withDatabase<T>(
  { url, database, deadlineMs }: { url: string; database?: string; deadlineMs: number },
  run: (sql: Sql) => Promise<T>,
): Promise<T> {
  const address = new URL(url)
  if (database !== undefined) address.pathname = `/${encodeURIComponent(database)}`
  const sql = connect(address.href, { max: 1, name: 'munova-backup', statementTimeoutMs: deadlineMs })
  try {
    return await run(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
