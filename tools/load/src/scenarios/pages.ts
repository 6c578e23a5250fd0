import { readFile } from 'node:fs/promises'
import autocannon from 'autocannon'
import { testBrowser } from '@munova/testing'
import { monotonic } from '../runtime/clock.ts'
import type { Figure, Scenario } from '../scenario/scenario.ts'
import { pinServers } from '../system/pin-cores.ts'
import { watchCrowd } from '../pages/crowd.ts'
import { weigh } from '../pages/phone.ts'
import { openSite, productOf, type Site } from '../pages/site.ts'
import { timeTalk } from '../pages/talk.ts'

const options = {
  seconds: { what: 'measured seconds for each rate', fallback: 10, least: 1, most: 3_600 },
  connections: { what: 'connections of the closed loop', fallback: 20, least: 1, most: 1_000 },
  rate: { what: 'list pages per second of the open loop', fallback: 100, least: 1, most: 10_000 },
  messages: { what: 'messages from one browser to another', fallback: 60, least: 2, most: 10_000 },
  members: { what: 'members of the group that one of them reads', fallback: 200, least: 2, most: 5_000 },
  talk: { what: 'messages per second in it', fallback: 20, least: 1, most: 100 },
}
/** Of a phone and of a conversation, before anything is compiled and cached. */
const WARMUP_SECONDS = 3
const LIST = '/products'

/** The storefront: what its pages weigh, how many it makes, and how long a message takes from browser to browser. */
export const pages: Scenario<typeof options> = {
  name: 'pages',
  summary:
    'the storefront with the demo shop: weight of pages, list pages per second, memory, a message between browsers, a group that talks',
  options,
  async run(context, { seconds, connections, rate, messages, members, talk }) {
    const site = await openSite(context)
    const from = monotonic()
    const productId = await productOf(site)
    const browser = await testBrowser({ after: (step) => void context.cleanup.defer(step) })
    const figures: Figure[] = []
    const problems: string[] = []
    for (const [key, path] of [
      ['list', LIST],
      ['product', `/products/${productId}`],
    ] as const)
      // prettier-ignore
      figures.push(...weightFigures(key, await weigh(browser, `${site.url}${path}`)))

    context.log('a message between browsers')
    const times = (await timeTalk(browser, { url: site.url, productId, messages })).toSorted((a, b) => a - b)
    figures.push(time('talk.p50', 'message, key to frame, p50', at(times, 0.5)))
    figures.push(time('talk.p95', 'message, key to frame, p95', at(times, 0.95)))

    context.log('a group that talks')
    const crowd = await watchCrowd(browser, site, { members, rate: talk, seconds })
    const lasted = crowd.longTasks.toSorted((a, b) => b - a)
    figures.push(
      { key: 'crowd.longTasks', label: 'group page: tasks of 50 ms and more', value: lasted.length, unit: '', digits: 0 }, // prettier-ignore
      time('crowd.longest', 'group page: the longest of them', lasted[0] ?? 0),
      { key: 'crowd.busy', label: 'group page: main thread', value: crowd.busy * 100, unit: '%', digits: 1 },
      { key: 'crowd.rows', label: 'group page: rows of the log in the page', value: crowd.rows, unit: '', digits: 0 }, // prettier-ignore
    )
    if (crowd.lost > 0) problems.push(`${crowd.lost} messages of the group did not appear`)
    await browser.close()

    const isPinned = await pinServers(context.cleanup, [site.storefront])
    const url = `${site.url}${LIST}`
    context.log('list pages')
    await autocannon({ url, connections, duration: WARMUP_SECONDS })
    const closed = await autocannon({ url, connections, duration: seconds })
    const open = await autocannon({ url, connections, overallRate: rate, duration: seconds })
    for (const { requests, non2xx, errors } of [closed, open])
      if (non2xx + errors > 0) problems.push(`${non2xx + errors} of ${requests.total} list pages failed`)
    figures.push(
      { key: 'list.perSecond', label: 'list pages, closed loop', value: closed.requests.average, unit: '/s' },
      time('list.p50', `list page at ${rate}/s, p50`, open.latency.p50),
      time('list.p97_5', `list page at ${rate}/s, p97.5`, open.latency.p97_5),
      { key: 'memory', label: 'storefront, most memory (RSS)', value: await mostMemory(site), unit: 'MiB', digits: 0 }, // prettier-ignore
    )
    return {
      figures,
      problems,
      notes: [
        isPinned
          ? 'list pages: the storefront alone on core 0; commerce-api, PostgreSQL and the readers on core 1'
          : 'no process is pinned to a core',
        'a page is loaded with an empty cache on 360 px, and scrolled to its end; sizes are those of the compressed bodies',
      ],
      durability: site.shop.durability,
      window: { from, to: monotonic() },
    }
  },
}

function weightFigures(
  key: string,
  { script, total, layoutShift }: Awaited<ReturnType<typeof weigh>>,
): Figure[] {
  const kib = (name: string, label: string, bytes: number): Figure => ({
    key: `${key}.${name}`,
    label: `${key} page: ${label}`,
    value: bytes / 1024,
    unit: 'KiB',
    digits: 1,
  })
  return [
    kib('script', 'script', script),
    kib('total', 'all but pictures and fonts', total),
    { key: `${key}.cls`, label: `${key} page: layout shift`, value: layoutShift, unit: '', digits: 3 },
  ]
}

const time = (key: string, label: string, value: number): Figure => ({
  key,
  label,
  value,
  unit: 'ms',
  digits: 1,
})

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1]!
}

/** The peak of the resident set since the process began, in MiB; only where /proc has it. */
async function mostMemory({ storefront }: Site): Promise<number | undefined> {
  const status = await readFile(`/proc/${storefront.pid}/status`, 'utf8').catch(() => '')
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return kib === undefined ? undefined : Number(kib) / 1024
}
