import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { ConfirmedPayment, CreateProduct, Order, Role, SellerProduct } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import { createMetrics, type Log } from '@munova/service'
import { fakeToss, testTokens, type FakeTossProcess, type TestTokens } from '@munova/testing'
import type { PaymentGateway } from '../../src/payments/gateway/gateway.ts'
import { TossGateway } from '../../src/payments/gateway/toss.ts'
import { stateBusinesses } from './selling.ts'
import { openShop, type Answer, type Person, type Shop } from './open-shop.ts'

export type Rejected = { code?: string; detail?: string }

export interface Trade extends Shop {
  toss: FakeTossProcess
  tokens: TestTokens
  /** With a password and a refresh token, which `person` and `crowd` leave out. */
  signedUp: Shop['person']
  /** For another process that serves the same people. */
  keysFile: string
  /** People who never signed up: passwords take their time. */
  crowd(size: number, role?: Role): Promise<Person[]>
  /** As call(), with an Idempotency-Key of its own unless one is given. */
  post<Body>(
    path: string,
    options: { as?: Person | undefined; body?: unknown; key?: string },
  ): Promise<Answer<Body & Rejected>>
  /** A product on sale with one colour, and its SKUs in the order of the stocks. */
  shoe(
    seller: Person,
    stocks: number[],
    change?: Partial<CreateProduct>,
  ): Promise<SellerProduct & { skuIds: number[] }>
  order(buyer: Person, lines: Lines, more?: object): Promise<Answer<Order & Rejected>>
  placed(buyer: Person, lines: Lines, more?: object): Promise<Order>
  /** The buyer's part at the gateway and then the shop's. */
  pay(buyer: Person, order: Order, method?: string): Promise<Answer<ConfirmedPayment & Rejected>>
  paid(buyer: Person, lines: Lines, more?: object): Promise<Order>
  read(buyer: Person, id: number): Promise<Order>
  stockOf(skuId: number): Promise<Count>
}

export type Lines = [skuId: number, quantity: number][]
export interface Count {
  stock: number
  reserved: number
  allocated: number
}

export const home = {
  recipient: '김하늘',
  phone: '010 1234 5678',
  postcode: '04524',
  line1: '서울특별시 중구 세종대로 110',
  line2: '3층',
}

/** The app with a payment gateway in a process of its own. */
export async function openTrade(
  t: TestContext,
  {
    env = {},
    wrap,
    tossEnv = {},
    log,
  }: {
    env?: Record<string, string>
    /** What is to be done instead of some calls of the gateway. */
    wrap?: (gateway: PaymentGateway) => Partial<PaymentGateway>
    tossEnv?: Record<string, string>
    log?: Log
  } = {},
): Promise<Trade> {
  const toss = await fakeToss(t, tossEnv)
  const tokens = await testTokens(t)
  const settings = {
    JWT_KEYS_FILE: tokens.jwksFile,
    TOSS_URL: toss.url,
    TOSS_SECRET_KEY: toss.secretKey,
    TOSS_RETRY_MS: '5',
    TOSS_ATTEMPTS: '1',
    RECONCILE_MS: '20',
    WEBHOOK_LOOK_UP_MS: '20',
    OPEN_ORDERS_PER_MEMBER: '1000',
    DELIVERY_MIN_MS: '0',
    ...env,
  }
  const gateway = wrap && wrapped(plainGateway(t, toss), wrap)
  const shop = await openShop(t, { env: settings, ...(gateway && { gateway }), ...(log && { log }) })

  const post: Trade['post'] = (path, { as, body, key = randomUUID() }) =>
    shop.call(`POST ${path}`, { as, body: body ?? {}, headers: { 'idempotency-key': key } })
  const order: Trade['order'] = (buyer, lines, more = {}) =>
    post<Order>('/v1/orders', {
      as: buyer,
      body: { lines: lines.map(([skuId, quantity]) => ({ skuId, quantity })), address: home, ...more },
    })
  const crowd: Trade['crowd'] = async (size, role = 'BUYER') => {
    const members = await shop.sql<{ id: number; email: string; name: string }[]>`
      insert into members (email, name, password_hash, role)
      select gen_random_uuid() || '@munova.example', '사람 ' || n, 'none', ${role} from generate_series(1, ${size}) as n
      returning id, email, name`
    if (role === 'SELLER')
      await stateBusinesses(
        shop.sql,
        members.map(({ id }) => id),
      )
    return Promise.all(
      members.map(async ({ id, email, name }) => ({
        token: await tokens.sign({ memberId: id, role, name }),
        refreshToken: '',
        member: { id, email, emailVerified: false, name, role, createdAt: new Date().toISOString() },
        email,
        password: '',
      })),
    )
  }
  const trade: Trade = {
    ...shop,
    toss,
    tokens,
    signedUp: (role) => shop.person(role),
    keysFile: tokens.jwksFile,
    crowd,
    async person(role) {
      const [person] = await crowd(1, role)
      return person!
    },
    post,
    order,
    async shoe(seller, stocks, change = {}) {
      const skus = stocks.map((stock, at) => ({ sizeMm: 220 + at * 5, stock }))
      const product = await shop.published(seller, { colors: [{ name: '블랙', skus }], ...change })
      return { ...product, skuIds: product.colors[0]!.skus.map(({ id }) => id) }
    },
    async placed(buyer, lines, more) {
      const { status, body } = await order(buyer, lines, more)
      assert.equal(status, 201, JSON.stringify(body))
      return body
    },
    async pay(buyer, { number, total }, method = '카드') {
      const paymentKey = await toss.pay({ orderId: number, amount: total, method })
      return post<ConfirmedPayment>('/v1/payments/confirm', {
        as: buyer,
        body: { paymentKey, orderId: number, amount: total },
      })
    },
    async paid(buyer, lines, more) {
      const placed = await trade.placed(buyer, lines, more)
      const { status, body } = await trade.pay(buyer, placed)
      assert.equal(status, 200, JSON.stringify(body))
      return trade.read(buyer, placed.id)
    },
    async read(buyer, id) {
      const { status, body } = await shop.call<Order>(`GET /v1/orders/${id}`, { as: buyer })
      assert.equal(status, 200, JSON.stringify(body))
      return body
    },
    async stockOf(skuId) {
      const [count] = await shop.sql<[Count]>`select stock, reserved, allocated from skus where id = ${skuId}`
      return { ...count }
    },
  }
  return trade
}

/** All calls that `wrap` does not replace go to the gateway. */
function wrapped(
  gateway: PaymentGateway,
  wrap: (gateway: PaymentGateway) => Partial<PaymentGateway>,
): PaymentGateway {
  return {
    confirm: (input) => gateway.confirm(input),
    cancel: (input) => gateway.cancel(input),
    lookup: (input) => gateway.lookup(input),
    lookupByOrder: (input) => gateway.lookupByOrder(input),
    transactions: (input) => gateway.transactions(input),
    ...wrap(gateway),
  }
}

export function plainGateway(t: TestContext, toss: Pick<FakeTossProcess, 'url' | 'secretKey'>): TossGateway {
  const { url, secretKey } = toss
  const gateway = new TossGateway({
    url,
    secretKey,
    timeoutMs: 5_000,
    attempts: 3,
    retryMs: 5,
    maxInFlight: 200,
    metrics: createMetrics('commerce'),
  })
  t.after(() => gateway.close())
  return gateway
}

/** What must hold whenever nothing is open, whatever happened before. */
export async function assertBalanced(sql: Sql, toss: FakeTossProcess): Promise<void> {
  const [ours] = await sql<[{ captured: number; cancelled: number; paid: number; refunded: number }]>`
    select
      (select coalesce(sum(amount), 0)::bigint from ledger where kind = 'CAPTURE') as captured,
      (select coalesce(sum(amount), 0)::bigint from ledger where kind = 'CANCEL') as cancelled,
      (select coalesce(sum(paid), 0)::bigint from orders) as paid,
      (select coalesce(sum(refunded), 0)::bigint from orders) as refunded`
  // To the gateway a deposit that the bank took back never was; the shop has captured it, and given it back.
  const { takenBack, ...theirs } = await toss.ledger()
  const [captured, cancelled] = [theirs.captured + takenBack, theirs.cancelled + takenBack]
  assert.deepEqual({ ...ours }, { captured, cancelled, paid: captured, refunded: cancelled })
  const unequal = await sql`
    select payments.id from payments left join ledger on payment_id = payments.id
    group by payments.id
    having payments.refunded <> coalesce(sum(ledger.amount) filter (where kind = 'CANCEL'), 0)
      or payments.amount * (payments.status in ('DONE', 'PARTIAL_CANCELED', 'CANCELED'))::int
        <> coalesce(sum(ledger.amount) filter (where kind = 'CAPTURE'), 0)`
  assert.deepEqual([...unequal], [])
}

/** Each count of every SKU is what its orders' items say. */
export async function assertStockAddsUp(sql: Sql): Promise<void> {
  const wrong = await sql`
    select skus.id, reserved, allocated from skus
    left join lateral (
      select coalesce(sum(quantity) filter (where status = 'PENDING'), 0) as pending,
        coalesce(sum(quantity) filter (where status = 'PAID'), 0) as sold
      from order_items where sku_id = skus.id
    ) as items on true
    left join lateral (
      select coalesce(sum(quantity), 0) as held from returns join order_items on order_items.id = item_id
      where exchange_sku_id = skus.id and returns.status = 'REQUESTED'
    ) as exchanges on true
    left join lateral (
      select count(*) filter (where state = 'HELD') as held, count(*) filter (where state = 'WAITING') as waiting
      from restock_places where sku_id = skus.id
    ) as in_line on true
    where reserved <> pending + in_line.held or allocated <> sold + exchanges.held or skus.waiting <> in_line.waiting`
  assert.deepEqual([...wrong], [])
}

/** Nothing is left to do of a paid order whose money is all back. */
export async function assertEnded(sql: Sql): Promise<void> {
  const open = await sql`
    select orders.id from orders join payments on payments.id = payment_id
    where payments.status = 'CANCELED' and orders.status = 'PAID' and (
      exists (select from order_items where order_id = orders.id and order_items.status = 'PAID')
      or exists (select from returns where order_id = orders.id and returns.status = 'REQUESTED')
    )`
  assert.deepEqual([...open], [])
}

/** No lines of money are open: nothing to reconcile is left. */
export async function isSettled(sql: Sql): Promise<boolean> {
  const [open] = await sql<[{ any: boolean }]>`
    select exists (select from payments where status = 'CONFIRMING' or (status = 'FAILED' and check_at is not null))
      or exists (select from refunds where status = 'REQUESTED')
      or exists (select from orders where status = 'PENDING' and expires_at <= now()) as any`
  return !open.any
}
