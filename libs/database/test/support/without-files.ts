import { closeSync, openSync } from 'node:fs'
import { connect } from '../../src/index.ts'

/*
 * Started by connect.test.ts with few file descriptors: takes the rest of them, asks the database, gives them back, asks
 * again. Prints what became of each.
 */

const sql = connect(process.env['DATABASE_URL']!, { max: 1 })
const files: number[] = []
try {
  for (;;) files.push(openSync('/dev/null', 'r'))
} catch {
  // None is left.
}
let first = 'answered'
try {
  await sql`select 1`
} catch (error) {
  first = String((error as NodeJS.ErrnoException).code)
}
for (const file of files) closeSync(file)
const [row] = await sql<{ one: number }[]>`select 1 as one`
await sql.end({ timeout: 1 })
console.log(`${first} ${row!.one}`)
