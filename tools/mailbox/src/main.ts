import { z } from 'zod'
import { openMailbox } from './mailbox.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const { HOST, PORT, SMTP_PORT } = z
  .object({ HOST: z.string().default('127.0.0.1'), PORT: port.default(1080), SMTP_PORT: port.default(1025) })
  .parse(process.env)

const mailbox = await openMailbox({ host: HOST, port: PORT, smtpPort: SMTP_PORT })
// A line as the apps log it.
const listening = { level: 30, name: 'mailbox', msg: 'listening', url: mailbox.url, smtp: mailbox.smtpUrl }
process.stdout.write(`${JSON.stringify(listening)}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void mailbox.close())
