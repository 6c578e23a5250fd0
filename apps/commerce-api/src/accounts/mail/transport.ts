import { createTransport } from 'nodemailer'
import type { CommerceConfig } from '../../config.ts'
import type { MailText } from './texts.ts'

/** Sends one mail; rejects with MailFailure. */
export type SendMail = (mail: MailText & { to: string; messageId: string }) => Promise<void>

/** Why a mail was not sent. Its message has no address, which the server's text may contain. */
export class MailFailure extends Error {
  override readonly name = 'MailFailure'
  readonly code: string
  readonly responseCode: number | undefined

  constructor(code: string, responseCode?: number) {
    super(responseCode === undefined ? code : `${code}, ${responseCode}`)
    this.code = code
    this.responseCode = responseCode
  }

  /** The server rejects this mail, whenever it is sent again. */
  get isRejected(): boolean {
    return (
      /^(EENVELOPE|EMESSAGE)$/.test(this.code) &&
      (this.responseCode === undefined || this.responseCode >= 500)
    )
  }

  /** It is about the server or the way to it, so it concerns all mails. */
  get isAway(): boolean {
    return !/^(EENVELOPE|EMESSAGE)$/.test(this.code)
  }
}

/** Over SMTP, with a connection for each mail; undefined without SMTP_URL. */
export function openMailTransport(config: CommerceConfig): SendMail | undefined {
  const { SMTP_URL: url, SMTP_TIMEOUT_MS: timeout, MAIL_FROM: from } = config
  if (url === undefined) return undefined
  const transport = createTransport({
    url,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
  })
  return async ({ to, subject, text, messageId }) => {
    // Whatever the server does: bytes that trickle in would keep the socket alive.
    const deadline = Promise.withResolvers<never>()
    const timer = setTimeout(() => deadline.reject(new MailFailure('ETIMEDOUT')), 2 * timeout)
    const sent = transport.sendMail({
      from,
      // An object: text would be parsed as a list of addresses.
      to: { name: '', address: to },
      subject,
      text,
      messageId,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    try {
      await Promise.race([sent, deadline.promise])
    } catch (error) {
      throw error instanceof MailFailure ? error : failureOf(error)
    } finally {
      clearTimeout(timer)
      sent.catch(() => undefined)
    }
  }
}

function failureOf(error: unknown): MailFailure {
  const { code, responseCode, command } = error as Record<string, unknown>
  // A sender that is not accepted is a setting of ours and no fault of the mail.
  if (command === 'MAIL FROM') return new MailFailure('ESENDER', Number(responseCode))
  return new MailFailure(
    typeof code === 'string' ? code : 'UNKNOWN',
    typeof responseCode === 'number' ? responseCode : undefined,
  )
}
