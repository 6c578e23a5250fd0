// A process that takes messages and never settles one; its test kills it.
import { connectRabbit, type ConsumeOptions } from '@munova/broker'

const [url, options] = process.argv.slice(2)
if (!url || !options) throw new Error('usage: stuck-consumer URL OPTIONS')

const broker = connectRabbit(url)
const consumer = broker.consume(JSON.parse(options) as ConsumeOptions, () => {
  process.send?.('handling')
  return new Promise(() => undefined)
})
await consumer.ready
process.send?.('ready')
