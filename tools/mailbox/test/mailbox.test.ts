import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test, type TestContext } from 'node:test'
import { openMailbox } from '../src/index.ts'

async function opened(t: TestContext, maxMails?: number) {
  const limit = maxMails === undefined ? {} : { maxMails }
  const mailbox = await openMailbox({ host: '127.0.0.1', port: 0, smtpPort: 0, ...limit })
  t.after(() => mailbox.close())
  return mailbox
}

/** Sends as a client that does not wait for responses does, and resolves when the server has closed the connection. */
async function send(smtpUrl: string, { subject, text }: { subject: string; text: string }): Promise<void> {
  const { hostname, port } = new URL(smtpUrl)
  const socket = connect(Number(port), hostname)
  const lines = [
    ['EHLO test', 'MAIL FROM:<shop@munova.example>', 'RCPT TO:<kim@munova.example>', 'DATA'],
    [
      'From: shop@munova.example',
      'Content-Type: text/plain; charset=utf-8',
      `Subject: ${subject}`,
      '',
      text,
      '.',
    ],
    ['QUIT', ''],
  ]
  let step = 0
  socket.on('data', (data: Buffer) => {
    // After the greeting and after each response, the next line; the content after 354.
    const last = data.toString().trimEnd().split('\r\n').at(-1) ?? ''
    if (!/^\d{3} /.test(last)) return
    const [commands = [], content = [], quit = []] = lines
    if (last.startsWith('354')) socket.write(content.join('\r\n') + '\r\n')
    else if (step < commands.length) socket.write(`${commands[step++]}\r\n`)
    else socket.write(quit.join('\r\n'))
  })
  await once(socket, 'close')
}

test('the page shows mails newest first, escaped, with links', async (t) => {
  const mailbox = await opened(t)
  await send(mailbox.smtpUrl, { subject: 'first', text: 'plain' })
  await send(mailbox.smtpUrl, {
    subject: '<script>alert(1)</script>',
    text: '<b>bold</b> https://shop.example/verify-email#token=abc&x="y',
  })
  assert.deepEqual(
    mailbox.mails.map(({ to, subject }) => [to, subject]),
    [
      [['kim@munova.example'], '<script>alert(1)</script>'],
      [['kim@munova.example'], 'first'],
    ],
  )
  const response = await fetch(mailbox.url)
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  const page = await response.text()
  assert.ok(!page.includes('<script>') && !page.includes('<b>'))
  assert.ok(page.includes('<a href="https://shop.example/verify-email#token=abc&#38;x=" rel="noreferrer">'))
  assert.ok(page.indexOf('alert') < page.indexOf('first'))
})

test('it keeps the newest mails', async (t) => {
  const mailbox = await opened(t, 3)
  for (let i = 0; i < 5; i++) await send(mailbox.smtpUrl, { subject: `mail ${i}`, text: 'x' })
  assert.deepEqual([mailbox.mails.length, mailbox.mails[0]?.subject], [3, 'mail 4'])
})
