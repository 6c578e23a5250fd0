import { startFakeToss } from './server.ts'
import { readSettings } from './settings.ts'

const fake = await startFakeToss(readSettings(process.env))
// A line as the apps log it.
process.stdout.write(`${JSON.stringify({ level: 30, name: 'fake-toss', msg: 'listening', url: fake.url })}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void fake.close())
