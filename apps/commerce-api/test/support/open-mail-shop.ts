import type { TestContext } from 'node:test'
import { openMailbox, until, type Mailbox, type ReceivedMail } from '@munova/testing'
import { openShop, type Shop } from './open-shop.ts'

export interface MailShop extends Shop {
  mailbox: Mailbox
  /** The next mail to the address that was not taken before. */
  mailTo(address: string): Promise<ReceivedMail>
  /** The token in the link of that mail. */
  tokenTo(address: string): Promise<string>
  /** Resolves when no mail waits. */
  allSent(): Promise<void>
}

export const publicUrl = 'https://munova.example/shop'

/** The app with a real SMTP server; `reject` is asked for each recipient. */
export async function openMailShop(
  t: TestContext,
  {
    env = {},
    reject,
  }: {
    env?: Record<string, string>
    reject?: (address: string) => { code: number; text: string } | undefined
  } = {},
): Promise<MailShop> {
  const mailbox = await openMailbox({ host: '127.0.0.1', port: 0, smtpPort: 0, ...(reject && { reject }) })
  t.after(() => mailbox.close())
  const shop = await openShop(t, {
    env: {
      SMTP_URL: mailbox.smtpUrl,
      PUBLIC_URL: publicUrl,
      MAIL_POLL_MS: '20',
      MAIL_RETRY_MS: '20',
      MAILS_PER_RECIPIENT: '100',
      MAILS_PER_SENDER: '100',
      ...env,
    },
  })
  const taken = new Set<ReceivedMail>()
  const mailTo: MailShop['mailTo'] = async (address) => {
    const mail = await until(
      () => mailbox.mails.findLast((each) => each.to.includes(address) && !taken.has(each)),
      {
        what: 'a mail',
      },
    )
    taken.add(mail)
    return mail
  }
  return {
    ...shop,
    mailbox,
    mailTo,
    tokenTo: async (address) => /#token=([\w-]+)/.exec((await mailTo(address)).text)?.[1] ?? '',
    allSent: async () => {
      await until(async () => (await shop.sql`select from mails where parked_at is null`).length === 0, {
        what: 'mails to be sent',
      })
    },
  }
}
