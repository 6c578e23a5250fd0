import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { Decoder } from './fuzz/decoder.ts'
import { decoderNames, decoders } from './fuzz/decoders.ts'
import { MAX_GROWTH_BYTES, run } from './fuzz/run.ts'
import { watch } from './fuzz/watch.ts'

const iterations = 20_000

for (const name of decoderNames) {
  test(`${name}: ${iterations} made-up and broken inputs do no harm, and nothing of them is kept`, async (t) => {
    const decoder = decoders[name]()
    const { inputs, worstMs } = await run(decoder, { seed: 20_261_123, iterations })
    t.diagnostic(
      `${inputs} inputs, worst round ${worstMs.toFixed(1)} ms, ${JSON.stringify(decoder.outcomes)}`,
    )
    assert.ok(inputs >= iterations)
    for (const [outcome, count] of Object.entries(decoder.outcomes)) {
      assert.ok(count > iterations / 100, `${count} ${outcome}: the input is too much of one kind`)
    }
  })
}

test('an input that does harm is named by its seed, one that does not end as well, and so is what is kept', async () => {
  let rounds = 0
  const broken: Decoder = {
    outcomes: {},
    feed: () => (++rounds > 40 ? assert.fail('harm') : 1),
  }
  await assert.rejects(run(broken, { seed: 100, iterations: 1_000 }), /--seed 140 --iterations 1$/)

  const kept: Buffer[] = []
  const greedy: Decoder = { outcomes: {}, feed: () => kept.push(Buffer.alloc(MAX_GROWTH_BYTES / 500)) && 1 }
  await assert.rejects(run(greedy, { seed: 0, iterations: 1_100 }), /bytes more are in use/)

  const endless = `require('node:worker_threads').parentPort.postMessage({ seed: 7 }); for (;;);`
  await assert.rejects(watch(new Worker(endless, { eval: true }), 300), /hangs: repeat with --seed 7 /)
})
