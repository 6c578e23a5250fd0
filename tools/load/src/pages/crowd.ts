import { randomUUID } from 'node:crypto'
import { connect } from '@munova/database'
import { poll } from '@munova/tool-services'
import { demoAccounts } from '@munova/tool-seed'
import type { Browser, Page } from 'playwright-core'
import { monotonic } from '../runtime/clock.ts'
import { startAtRate } from '../clients/jobs/start-at-rate.ts'
import { signFor } from '../trade/members.ts'
import { isLive, signIn } from './signed-in.ts'
import type { Site } from './site.ts'

export interface Crowd {
  members: number
  /** Messages a second, of all members but the reader. */
  rate: number
  seconds: number
}

/** What a group costs the page of a member who reads along. */
export interface CrowdFigures {
  /** Tasks of the page's main thread that took 50 ms or more, in milliseconds. */
  longTasks: number[]
  /** The share of the time for which the main thread worked. */
  busy: number
  /** Rows of the log that are in the page at the end. */
  rows: number
  /** Messages that did not appear. */
  lost: number
}

interface Watched {
  seen: string[]
  longTasks: number[]
}

/** Ids that no member of the demo shop has. */
const FIRST_ID = 1_000_000
/** For the last messages to appear. */
const APPEARING = { everyMs: 100, timeoutMs: 15_000 }

/** A member in a browser has a group open in which all others talk. */
export async function watchCrowd(
  browser: Browser,
  { url, chatUrl, shop }: Pick<Site, 'url' | 'chatUrl' | 'shop'>,
  { members, rate, seconds }: Crowd,
): Promise<CrowdFigures> {
  const others = Array.from({ length: members - 1 }, (_, index) => FIRST_ID + index)
  const room = await openGroup(shop.chatDatabaseUrl, others)
  const tokens = await Promise.all(others.map((id) => signFor(shop.keys, id, 'BUYER')))
  const page = await signIn(browser, url, demoAccounts.buyer.email, `/messages/${room}`)
  await isLive(page)
  await watch(page)
  const texts = Array.from({ length: rate * seconds }, (_, index) => `오늘은 한강까지 ${index + 1} km`)
  const busyMs = await watchMainThread(page)
  const startedAt = monotonic()
  const sent: Promise<void>[] = []
  await startAtRate(texts, rate, (text) => {
    const token = tokens[sent.length % tokens.length]!
    sent.push(send(`${chatUrl}/v1/rooms/${room}/messages`, token, text))
  })
  await Promise.all(sent)
  await poll(async () => (await watched(page)).seen.length >= texts.length, APPEARING)
  const busy = (await busyMs()) / (monotonic() - startedAt)
  const { seen, longTasks } = await watched(page)
  const rows = await page.locator('[role=log] [data-seq]').count()
  await page.context().close()
  const shown = new Set(seen)
  return { longTasks, busy, rows, lost: texts.filter((text) => !shown.has(text)).length }
}

/** A group of the demo buyer and others; returns its id. */
async function openGroup(databaseUrl: string, others: readonly number[]): Promise<number> {
  const sql = connect(databaseUrl, { max: 1, name: 'load' })
  const { id: buyer } = demoAccounts.buyer
  try {
    await sql`
      insert into members (id, display_name, role, status, revision)
      select id, '러너 ' || id, 'BUYER', 'ACTIVE', 1 from unnest(${others}::bigint[]) as id`
    const [room] = await sql<[{ id: number }]>`
      with made as (
        insert into rooms (kind, title, owner_id, member_count, max_members)
        values ('GROUP', '모두 모인 방', ${buyer}, ${others.length + 1}, ${others.length + 1}) returning id
      ), owner as (
        insert into room_members (room_id, member_id, role) select id, ${buyer}, 'OWNER' from made
      ), several as (
        insert into room_members (room_id, member_id, role)
        select made.id, member_id, 'MEMBER' from made, unnest(${others}::bigint[]) as member_id
      )
      select id::int from made`
    return room.id
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Sends a message over HTTP, as a member who has no live connection. */
async function send(url: string, token: string, text: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ clientMessageId: randomUUID(), type: 'TEXT', content: { text } }),
  })
  await response.arrayBuffer()
}

/** Notes from now on which texts come into the log, and the long tasks of the page. */
const watch = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const watched = globalThis as unknown as { crowd: Watched }
    const crowd: Watched = { seen: [], longTasks: [] }
    watched.crowd = crowd
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
        if (node instanceof HTMLElement && node.matches('[data-seq]'))
          crowd.seen.push(node.querySelector('.text')?.textContent.trim() ?? '')
    }).observe(document.querySelector('[role=log]')!, { childList: true })
    new PerformanceObserver((list) => {
      crowd.longTasks.push(...list.getEntries().map(({ duration }) => duration))
    }).observe({ type: 'longtask' })
  })

const watched = (page: Page): Promise<Watched> =>
  page.evaluate(() => (globalThis as unknown as { crowd: Watched }).crowd)

/** Tells for how long the main thread of the page has worked since now. */
async function watchMainThread(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000
  }
  const before = await read()
  return async () => (await read()) - before
}
