import { DemoFailure } from './failure.ts'
import { demoOrder } from './order.ts'

/*
 * node main.ts
 * Runs one order through the shop started by `npm start`, or the one at COMMERCE_URL and TOSS_URL.
 */

try {
  await demoOrder({
    commerceUrl: process.env['COMMERCE_URL'] ?? 'http://127.0.0.1:4000',
    tossUrl: process.env['TOSS_URL'] ?? 'http://127.0.0.1:4200',
    print: (line) => console.log(line),
  })
} catch (error) {
  process.exitCode = 1
  console.error(error instanceof DemoFailure ? `✗ ${error.message}` : error)
}
