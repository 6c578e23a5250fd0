import { parentPort, workerData } from 'node:worker_threads'
import { type DecoderName, decoders } from './decoders.ts'
import { run } from './run.ts'
import { reportRound } from './watch.ts'

const { name, seed, iterations } = workerData as { name: DecoderName; seed: number; iterations: number }
const port = parentPort!
const decoder = decoders[name]()
const report = await run(decoder, { seed, iterations, onRound: (round) => reportRound(port, round) })
port.postMessage({ report: { ...report, outcomes: decoder.outcomes } })
