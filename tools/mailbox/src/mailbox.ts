import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { pageOf, type ReceivedMail } from './page.ts'

export interface Mailbox {
  /** For SMTP_URL. */
  smtpUrl: string
  /** The page that shows the mails. */
  url: string
  /** Newest first. */
  mails: readonly ReceivedMail[]
  close(): Promise<void>
}

export interface MailboxSettings {
  host: string
  smtpPort: number
  port: number
  /** Mails kept, 200 unless given; of more the oldest are forgotten. */
  maxMails?: number
  /** Asked for each recipient: a response code and a text to reject it, undefined to accept it. */
  reject?: (address: string) => { code: number; text: string } | undefined
}

const MAX_MAIL_BYTES = 1024 * 1024
const SECURITY = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** Takes all mail and delivers none: an SMTP server and a page that shows what was sent, both in memory. */
export async function openMailbox({
  host,
  smtpPort,
  port,
  reject,
  maxMails = 200,
}: MailboxSettings): Promise<Mailbox> {
  const mails: ReceivedMail[] = []
  const keep = async (content: Buffer, to: string[]) => {
    const { from, subject = '', text = '' } = await PostalMime.parse(content)
    mails.unshift({ from: from?.address ?? '', to, subject, text })
    mails.length = Math.min(mails.length, maxMails)
  }
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    logger: false,
    onRcptTo({ address }, _session, done) {
      const rejection = reject?.(address)
      done(rejection && Object.assign(new Error(rejection.text), { responseCode: rejection.code }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', done)
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        void keep(Buffer.concat(chunks), to).finally(() => setImmediate(done))
      })
    },
  })
  smtp.on('error', () => undefined)
  const web = createServer((request, response) => {
    if (request.url === '/readyz' || request.url === '/livez') return void response.end('{}')
    response.writeHead(200, SECURITY).end(pageOf(mails))
  })
  const smtpListener = smtp.listen(smtpPort, host)
  await once(smtpListener, 'listening')
  web.listen(port, host)
  await once(web, 'listening')
  const name = host.includes(':') ? `[${host}]` : host
  return {
    smtpUrl: `smtp://${name}:${portOf(smtpListener)}`,
    url: `http://${name}:${portOf(web)}`,
    mails,
    async close() {
      const closed = new Promise<void>((resolve) => smtp.close(() => resolve()))
      web.close()
      web.closeAllConnections()
      await closed
    },
  }
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port
}
