import { DemoFailure } from './failure.ts'
import { demoOrder } from './order.ts'

/*
 * node main.ts
 * Walks an order through the shop that `npm start` runs. COMMERCE_URL and TOSS_URL say where else to find it.
 */

try {
  await demoOrder({
    commerceUrl: process.env['COMMERCE_URL'] ?? 'http://127.0.0.1:4000',
    tossUrl: process.env['TOSS_URL'] ?? 'http://127.0.0.1:4200',
    say: (line) => console.log(line),
  })
} catch (error) {
  process.exitCode = 1
  console.error(error instanceof DemoFailure ? `✗ ${error.message}` : error)
}
