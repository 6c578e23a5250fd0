// A process that takes messages and never settles one; its test kills it.
import { connectRabbit } from '@munova/broker'
import { queueOptions } from './fixtures.ts'

const [url] = process.argv.slice(2)
if (!url) throw new Error('usage: stuck-consumer URL')

const broker = connectRabbit(url)
const consumer = broker.consume(queueOptions, () => {
  process.send?.('handling')
  return new Promise(() => undefined)
})
await consumer.ready
process.send?.('ready')
