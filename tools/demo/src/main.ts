import { DemoFailure } from './failure.ts'
import { demoOrder } from './order.ts'
import { readSettings, usage } from './settings.ts'

/* npm run demo:order: runs one order through the shop started by `npm start`. */

try {
  const settings = readSettings(process.argv.slice(2))
  if (settings === 'help') console.log(usage)
  else await demoOrder({ ...settings, print: (line) => console.log(line) })
} catch (error) {
  process.exitCode = 1
  console.error(error instanceof DemoFailure ? `✗ ${error.message}` : error)
}
