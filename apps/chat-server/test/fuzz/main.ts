import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { decoderNames, isDecoder } from './decoders.ts'
import { watch } from './watch.ts'

/*
 * npm run fuzz -- --iterations N [--seed S] [--decoder rsocket|stomp|websocket|all]
 * Feeds made-up input to what reads the clients' bytes. Ends with 1 at the first that does harm, and says how to repeat it.
 */

const { values } = parseArgs({
  options: {
    iterations: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000_000}` },
    decoder: { type: 'string', default: 'all' },
  },
})
const [seed, iterations] = [Number(values.seed), Number(values.iterations)]
const names = values.decoder === 'all' ? decoderNames : [values.decoder].filter(isDecoder)
if (names.length === 0 || !Number.isSafeInteger(seed) || !(iterations > 0)) {
  console.error(`usage: npm run fuzz -- --iterations N [--seed S] [--decoder ${decoderNames.join('|')}|all]`)
  process.exit(2)
}
const number = (value: number) => value.toLocaleString('en')
for (const name of names) {
  console.log(`${name}: seed ${seed}, ${number(iterations)} inputs`)
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: { name, seed, iterations } })
  try {
    const { inputs, perSecond, worstMs, grownBytes, outcomes } = await watch(worker)
    const kinds = Object.entries(outcomes).map(([kind, count]) => `${number(count)} ${kind}`)
    console.log(
      `${name}: ${number(inputs)} inputs, ${number(perSecond)}/s, worst round ${worstMs.toFixed(1)} ms, ` +
        `memory +${number(Math.round(grownBytes / 1_024))} KiB; ${kinds.join(', ')}`,
    )
  } catch (error) {
    console.error(`${name}:`, error)
    process.exitCode = 1
  }
}
