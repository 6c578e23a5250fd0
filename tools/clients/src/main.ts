import { writeFile } from 'node:fs/promises'
import { clientFiles } from './client-files.ts'

/* npm run clients: writes the types of all operations of both servers into the client libraries. */

const cleanups: (() => Promise<void> | void)[] = []
try {
  for (const { file, text } of await clientFiles({ after: (run) => void cleanups.push(run) })) {
    await writeFile(file, text)
    console.log(`${file.pathname}: ${text.split('\n').length} lines`)
  }
} finally {
  // Cleanups may add further ones.
  for (let run = cleanups.shift(); run; run = cleanups.shift()) await run()
}
