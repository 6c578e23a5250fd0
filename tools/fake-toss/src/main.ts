import { startFakeToss } from './server.ts'
import { readSettings } from './settings.ts'

const fake = await startFakeToss(readSettings(process.env))
process.stdout.write(`${JSON.stringify({ msg: 'fake-toss is listening', url: fake.url })}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void fake.close())
