import { storeOrders, type StoredOrders } from '../fixtures/orders.ts'
import type { Figure, Scenario } from '../scenario/scenario.ts'
import { openShop } from '../system/shop.ts'
import { readUsage } from '../system/usage.ts'
import { signFor } from '../trade/members.ts'
import { Requester } from '../trade/requester.ts'

const options = {
  orders: { what: 'orders in the database', fallback: 1_000_000, least: 1_000, most: 20_000_000 },
  requests: { what: 'requests of each list, one after the other', fallback: 50, least: 1, most: 10_000 },
}

/** A list, and who reads it: an administrator, or the seller with the most or the fewest orders. */
interface List {
  as: 'admin' | 'large' | 'small'
  query: string
  /** Instead of the list of orders: figures. */
  path?: string
}

/** The lists of the order desk, one request at a time: how long a page of 20 takes. */
export const orderLists: Scenario<typeof options> = {
  name: 'order-lists',
  summary: 'pages of the order lists of administrators and sellers, with many orders in the database',
  options,
  async run({ cleanup, profile, log }, { orders, requests }) {
    const shop = await openShop(cleanup, { profile, log })
    log(`${orders} orders`)
    const stored = await storeOrders(shop.databaseUrl, orders)
    const [admin] = await shop.sql<[{ id: number }]>`
      insert into members (email, name, password_hash, role) values ('lists@munova.example', '관리자', 'none', 'ADMIN') returning id`
    const tokens = {
      admin: await signFor(shop.keys, admin.id, 'ADMIN'),
      large: await signFor(shop.keys, stored.large, 'SELLER'),
      small: await signFor(shop.keys, stored.small, 'SELLER'),
    }
    const requester = new Requester(shop.url, 1)
    await cleanup.defer(() => requester.close())
    const from = readUsage(shop).at
    const figures: Figure[] = []
    const rows: string[][] = []
    const problems: string[] = []
    for (const list of listsOf(stored)) {
      const name = nameOf(list)
      const path = list.path ?? `/v1/${list.as === 'admin' ? 'admin' : 'seller'}/orders?${list.query}`
      const [token, times] = [tokens[list.as], [] as number[]]
      let cursor = ''
      // The first reads pages of the disk, and prepares the statement.
      for (let request = -3; request < requests; request++) {
        const { status, text, ms } = await requester.send({ method: 'GET', path: `${path}${cursor}`, token })
        if (status !== 200) problems.push(`${name}: ${status} ${text.slice(0, 200)}`)
        if (request >= 0) times.push(ms)
        const { nextCursor } = JSON.parse(text) as { nextCursor?: string | null }
        cursor = nextCursor ? `${list.query ? '&' : ''}cursor=${nextCursor}` : ''
      }
      const sorted = times.toSorted((a, b) => a - b)
      const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!
      for (const [key, share] of [['p50', 0.5], ['p95', 0.95]] as const) // prettier-ignore
        figures.push({ key: `${rows.length + 1}.${key}`, label: `${name} ${key}`, value: at(share), unit: 'ms', digits: 1 }) // prettier-ignore
      rows.push([name, at(0.5).toFixed(1), at(0.95).toFixed(1)])
    }
    return {
      figures,
      tables: [{ title: `A page of 20 of ${orders} orders`, head: ['list', 'p50 ms', 'p95 ms'], rows }],
      problems,
      notes: ['one request at a time; each reads the page after the one before'],
      durability: shop.durability,
      window: { from, to: readUsage(shop).at },
    }
  },
}

function nameOf({ as, query, path }: List): string {
  if (path) return `seller (${as}): ${path}`
  const text = decodeURIComponent(query).replace(/from=\S+&until=[^&]+/, '30 days in the middle')
  return `${as === 'admin' ? 'admin' : `seller (${as})`}: ${text || 'all'}`
}

function listsOf({ large, small, buyer, middle }: StoredOrders): List[] {
  const day = 86_400_000
  const month = `from=${middle.toISOString()}&until=${new Date(middle.getTime() + 30 * day).toISOString()}`
  const date = middle.toISOString().slice(2, 10).replaceAll('-', '')
  const [surname, name] = [buyer.name.slice(0, 1), buyer.name].map(encodeURIComponent)
  const admin = [
    '',
    month,
    'status=PAID',
    'status=EXPIRED',
    'status=PENDING',
    `status=CANCELLED&${month}`,
    `number=${date}`,
    `recipient=${surname}`,
    `recipient=${name}`,
    `email=${buyer.email}`,
    `memberId=${buyer.id}`,
    `sellerId=${large}`,
    `sellerId=${large}&${month}`,
    `sellerId=${large}&status=EXPIRED`,
    `sellerId=${large}&status=PENDING`,
    `sellerId=${small}`,
    `memberId=${buyer.id}&sellerId=${large}`,
  ]
  const seller = [
    '',
    month,
    'itemStatus=PAID',
    'itemStatus=CONFIRMED',
    'itemStatus=RETURN_REQUESTED',
    `itemStatus=CONFIRMED&${month}`,
    `recipient=${surname}`,
    `recipient=${name}`,
    `recipient=${name}&itemStatus=PAID`,
    `buyer=${name}`,
    `number=${date}-0000000001`,
  ]
  return [
    ...admin.map((query) => ({ as: 'admin' as const, query })),
    ...seller.map((query) => ({ as: 'large' as const, query })),
    ...['', 'itemStatus=PAID', month, `recipient=${surname}`].map((query) => ({
      as: 'small' as const,
      query,
    })),
    { as: 'large', query: '', path: '/v1/seller/summary' },
    { as: 'small', query: '', path: '/v1/seller/summary' },
  ]
}
