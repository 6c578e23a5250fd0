import { retryOnConnectionLoss, type Fragment, type Sql } from '@munova/database'
import type { Metrics } from '@munova/service'
import pLimit from 'p-limit'
import type { Context } from '../../context.ts'
import { countMails } from './count.ts'
import { hashOfMailedToken, makeMailedToken } from './mailed-token.ts'
import type { MailKind, MailPurpose } from './queue.ts'
import { restockMail } from './restock-mail.ts'
import { textOf, type MailText } from './texts.ts'
import { MailFailure, type SendMail } from './transport.ts'

interface DueMail {
  id: number
  kind: MailKind
  memberId: number | null
  recipient: string
  restockPlaceId: number | null
  isExpired: boolean
}

/** Of a mail to whoever has an address, or a member. */
interface Addressed extends Pick<DueMail, 'memberId' | 'recipient'> {
  kind: Exclude<MailKind, 'RESTOCK_HELD'>
}

type Result = 'sent' | 'deferred' | 'rejected' | 'parked' | 'dropped' | 'expired'

export interface MailCounts {
  count: (result: Result) => void
  waiting: { set: (value: number) => void }
  parked: { set: (value: number) => void }
}

export function openMailCounts(metrics: Pick<Metrics, 'counter' | 'gauge'>): MailCounts {
  const results = metrics.counter('mails_total', 'Mails, by what became of them', ['result'])
  return {
    count: (result) => results.inc({ result }),
    waiting: metrics.gauge('mails_waiting', 'Mails that are not sent yet'),
    parked: metrics.gauge('mails_parked', 'Mails that the server has rejected'),
  }
}

/**
 * Sends the mails that are due, a bounded number; every process may do it. A mail whose process dies is sent again after
 * the lease, so it may arrive twice, with the same Message-ID. While the server is away nothing is lost and nothing is
 * counted as a rejection. Resolves to `more` when there may be more.
 */
export async function sendMails(
  context: Context,
  send: SendMail,
  counts: MailCounts,
): Promise<'more' | undefined> {
  const { config } = context
  const due = await claim(context)
  let isAway = false
  await pLimit(config.MAIL_CONNECTIONS).map(due, async (mail) => {
    try {
      counts.count(isAway ? await defer(context, mail) : await sendOne(context, send, mail))
    } catch (error) {
      if (!(error instanceof MailFailure)) throw error
      isAway ||= error.isAway
      const { code, responseCode } = error
      context.log.warn({ mailId: mail.id, kind: mail.kind, code, responseCode }, 'mail not sent')
      counts.count(error.isRejected ? await reject(context, mail) : await defer(context, mail))
    }
  })
  const open = await countMails(context.sql)
  counts.waiting.set(open.waiting)
  counts.parked.set(open.parked)
  return due.length === config.MAIL_BATCH && !isAway ? 'more' : undefined
}

/** The lease is longer than all mails of the batch may take. */
function claim({ sql, config }: Context): Promise<DueMail[]> {
  const leaseMs = 3 * config.SMTP_TIMEOUT_MS * Math.ceil(config.MAIL_BATCH / config.MAIL_CONNECTIONS)
  // Index mails_next.
  return sql<DueMail[]>`
    update mails set next_at = now() + ${leaseMs} * interval '1 millisecond'
    where id in (
      select id from mails where parked_at is null and next_at <= now() order by next_at
      limit ${config.MAIL_BATCH} for update skip locked)
    returning id, kind, member_id as "memberId", recipient, restock_place_id as "restockPlaceId",
      created_at < now() - ${config.MAIL_RETENTION_MS} * interval '1 millisecond' as "isExpired"`
}

async function sendOne(context: Context, send: SendMail, mail: DueMail): Promise<Result> {
  const { config } = context
  const text = mail.isExpired ? undefined : await textFor(context, mail)
  if (text) {
    const messageId = `<mail-${mail.id}@${new URL(config.PUBLIC_URL!).hostname}>`
    await send({ ...text, to: mail.recipient, messageId })
  }
  await retryOnConnectionLoss(() => context.sql`delete from mails where id = ${mail.id}`)
  if (mail.isExpired) return 'expired'
  return text ? 'sent' : 'dropped'
}

/** What the mail says; undefined when nobody shall get it any more. */
async function textFor(context: Context, mail: DueMail): Promise<MailText | undefined> {
  const { kind, restockPlaceId } = mail
  if (kind === 'RESTOCK_HELD') return restockMail(context, restockPlaceId!)
  const token = kind === 'EMAIL_CHANGED' ? undefined : makeMailedToken()
  const name = await addressee(context, { ...mail, kind }, token)
  return name === undefined ? undefined : textOf(kind, { name, token, publicUrl: context.config.PUBLIC_URL! })
}

/** The name of the member who gets the mail, for whom its token is stored; undefined when nobody shall get it any more. */
async function addressee(
  { sql, config }: Context,
  { kind, memberId, recipient }: Addressed,
  token: string | undefined,
): Promise<string | undefined> {
  const wanted = conditionOf(sql, { kind, memberId, recipient })
  if (token === undefined || kind === 'EMAIL_CHANGED') {
    const [member] = await sql<{ name: string }[]>`
      select name from members where status = 'ACTIVE' and ${wanted}`
    return member?.name
  }
  const seconds = {
    RESET_PASSWORD: config.PASSWORD_RESET_SECONDS,
    VERIFY_EMAIL: config.EMAIL_VERIFICATION_SECONDS,
    CHANGE_EMAIL: config.EMAIL_VERIFICATION_SECONDS,
  } satisfies Record<MailPurpose, number>
  const [member] = await sql<{ name: string }[]>`
    with member as (
      select id, name from members where status = 'ACTIVE' and ${wanted}
    ), token as (
      insert into mailed_tokens (token_hash, purpose, member_id, email, expires_at)
      select ${hashOfMailedToken(token)}::bytea, ${kind}, id, ${recipient},
        now() + ${seconds[kind]} * interval '1 second'
      from member
    )
    select name from member`
  return member?.name
}

function conditionOf(sql: Sql, { kind, memberId, recipient }: Addressed): Fragment {
  switch (kind) {
    case 'RESET_PASSWORD':
      return sql`email = ${recipient}`
    case 'VERIFY_EMAIL':
      return sql`id = ${memberId} and email = ${recipient} and email_verified_at is null`
    case 'CHANGE_EMAIL':
      // Whoever asked is not told that another member has the address.
      return sql`id = ${memberId} and not exists (select from members other where other.email = ${recipient})`
    case 'EMAIL_CHANGED':
      return sql`id = ${memberId}`
  }
}

/** Tries again later; the pause doubles up to MAIL_RETRY_MAX_MS. */
async function defer({ sql, config }: Context, { id }: DueMail): Promise<Result> {
  await sql`
    update mails set deferrals = deferrals + 1, next_at = now() + ${pause(sql, config, sql`deferrals`)}
    where id = ${id}`
  return 'deferred'
}

/** After MAIL_REJECTIONS it is parked: the row stays for operators, without the address. */
async function reject({ sql, config }: Context, { id }: DueMail): Promise<Result> {
  const isLast = sql`rejections + 1 >= ${config.MAIL_REJECTIONS}`
  const [mail] = await sql<{ isParked: boolean }[]>`
    update mails set rejections = rejections + 1, next_at = now() + ${pause(sql, config, sql`rejections`)},
      parked_at = case when ${isLast} then now() end, recipient = case when ${isLast} then null else recipient end
    where id = ${id}
    returning parked_at is not null as "isParked"`
  return mail?.isParked ? 'parked' : 'rejected'
}

function pause(sql: Sql, config: Context['config'], times: Fragment): Fragment {
  return sql`
    least(${config.MAIL_RETRY_MAX_MS}, ${config.MAIL_RETRY_MS} * power(2, least(${times}, 30))) * interval '1 millisecond'`
}
