import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Decoder } from './decoder.ts'
import { random } from './random.ts'

export interface Report {
  inputs: number
  perSecond: number
  /** Of one round of the decoder. */
  worstMs: number
  grownBytes: number
}

/** What may be kept more at the end of a run than at its beginning; a decoder keeps nothing. */
export const MAX_GROWTH_BYTES = 16 * 1024 * 1024
/** Rounds after which all code has run and every cache has been filled. */
const WARM_UP = 500

/**
 * Feeds a decoder until it had `iterations` inputs. Each round has dice of its own, so that one alone can be repeated:
 * an error names the seed for that. `onRound` is called with the seed before each round.
 */
export async function run(
  decoder: Decoder,
  options: { seed: number; iterations: number; onRound?: (seed: number) => void },
): Promise<Report> {
  const { seed, iterations, onRound } = options
  let [inputs, rounds, worstMs] = [0, 0, 0]
  let before = await keptBytes()
  const begun = performance.now()
  for (; inputs < iterations; rounds++) {
    if (rounds === WARM_UP) before = await keptBytes()
    onRound?.(seed + rounds)
    const since = performance.now()
    try {
      inputs += await decoder.feed(random(seed + rounds))
    } catch (error) {
      throw new Error(`it does not hold: repeat with --seed ${seed + rounds} --iterations 1`, {
        cause: error,
      })
    }
    worstMs = Math.max(worstMs, performance.now() - since)
  }
  const seconds = (performance.now() - begun) / 1_000
  const grownBytes = Math.max(0, (await keptBytes()) - before)
  if (grownBytes > MAX_GROWTH_BYTES) {
    throw new Error(`${grownBytes} bytes more are in use after ${inputs} inputs with --seed ${seed}`)
  }
  return { inputs, perSecond: Math.round(inputs / seconds), worstMs, grownBytes }
}

/** What is still in use when the garbage has gone. */
async function keptBytes(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  // What buffers stood for is given back a turn later.
  await new Promise(setImmediate)
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
