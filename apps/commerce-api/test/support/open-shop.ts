import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { connectMemory, MemoryExchange, type Broker } from '@munova/broker'
import type { CreateProduct, Member, SellerProduct, SignedIn } from '@munova/commerce-contract'
import type { Sql } from '@munova/database'
import { createLog, type Log } from '@munova/service'
import { afterTheTest, testDatabase } from '@munova/testing'
import type { z } from 'zod'
import { CommerceConfig, startCommerceApi } from '../../src/index.ts'
import type { PaymentGateway } from '../../src/payments/gateway/gateway.ts'
import { exampleDisclosure, stateBusinesses } from './selling.ts'
import { Declarations, type Document } from './declared/declarations.ts'

export interface Answer<Body = unknown> {
  status: number
  headers: Headers
  body: Body
}

/** A signed-in member who sends requests. */
export interface Person {
  token: string
  refreshToken: string
  member: Member
  email: string
  password: string
}

export interface Shop {
  url: string
  databaseUrl: string
  sql: Sql
  broker: Broker
  /** The file with the keys that sign access tokens. */
  keysFile: string
  /** Where its pictures are. */
  pictureStore: string
  /** Sends a request; without `as` it is a guest's. Fails when the route answers with an error that it does not declare. */
  call<Body = Record<string, unknown>>(
    request: `${string} ${string}`,
    options?: { as?: Person | undefined; body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer<Body>>
  /** A new member, signed up, given the role and signed in. */
  person(role?: 'BUYER' | 'SELLER' | 'ADMIN'): Promise<Person>
  signIn(person: Person, deviceId?: string): Promise<Person>
  brand(name?: string): Promise<number>
  draft(seller: Person, change?: Partial<CreateProduct>): Promise<SellerProduct>
  published(seller: Person, change?: Partial<CreateProduct>): Promise<SellerProduct>
  /** Starts another API on the same database and broker, as another process would be; its URL. */
  another(exchange?: MemoryExchange): Promise<string>
  close(): Promise<void>
}

const migrations = new URL('../../migrations/', import.meta.url)
/** The password of every member who signs up here. */
export const password = 'correct horse battery'
let people = 0

/** The real app on a real database, with a broker in this process unless one is given. */
export async function openShop(
  t: TestContext,
  {
    broker,
    gateway,
    env = {},
    log = createLog({ name: 'commerce-api', level: 'silent' }),
  }: { broker?: Broker; gateway?: PaymentGateway; env?: Record<string, string>; log?: Log } = {},
): Promise<Shop> {
  const { url: databaseUrl, sql } = await testDatabase(t, migrations)
  const folder = await mkdtemp(join(tmpdir(), 'commerce-keys-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const exchange = new MemoryExchange()
  const link = broker ?? connectMemory(exchange)
  const config = CommerceConfig.parse({
    PORT: '0',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL: '4',
    JWT_KEYS_FILE: join(folder, 'signing.json'),
    PICTURE_STORE: join(folder, 'pictures'),
    OUTBOX_POLL_MS: '20',
    SIGN_UPS_PER_ADDRESS: '1000',
    ...env,
  })
  const api = await startCommerceApi(config, { broker: link, ...(gateway && { gateway }), log })
  // In this order, and before the database is dropped.
  t.after(() => api.close())
  t.after(() => link.close())

  let document: Promise<Declarations> | undefined
  const declarations = () =>
    (document ??= call<Document>('GET /openapi.json').then(({ body }) => new Declarations(body)))
  const call: Shop['call'] = async (request, { as, body, headers = {} } = {}) => {
    const [method = '', path = ''] = request.split(' ')
    const response = await fetch(`${api.url}${path}`, {
      method,
      headers: {
        ...(as && { authorization: `Bearer ${as.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const type = response.headers.get('content-type')
    const answer = text === '' ? undefined : type?.includes('json') ? JSON.parse(text) : text
    if (type === 'application/problem+json') {
      assert.equal((await declarations()).objection(method, path, answer.code), undefined)
    }
    // What was created has a path of its own.
    if (response.status === 201) assert.match(response.headers.get('location') ?? '', /^\/v1\//, request)
    return { status: response.status, headers: response.headers, body: answer }
  }
  const shop: Shop = {
    url: api.url,
    databaseUrl: config.DATABASE_URL,
    sql,
    broker: link,
    keysFile: config.JWT_KEYS_FILE,
    pictureStore: config.PICTURE_STORE,
    call,
    close: () => api.close(),
    async another(theirs = exchange) {
      const end = connectMemory(theirs)
      const other = await startCommerceApi(config, { broker: end, log })
      t.after(() => other.close())
      t.after(() => end.close())
      return other.url
    },
    async person(role = 'BUYER') {
      const email = `person-${++people}@munova.example`
      const body = { email, password, name: `사람 ${people}` }
      const person = signedIn(await call<SignedIn>('POST /v1/auth/sign-up', { body }), email)
      if (role === 'BUYER') return person
      await sql`update members set role = ${role} where id = ${person.member.id}`
      if (role === 'SELLER') await stateBusinesses(sql, [person.member.id])
      return shop.signIn(person)
    },
    async signIn({ email }, deviceId) {
      const body = { email, password, ...(deviceId && { deviceId }) }
      return signedIn(await call<SignedIn>('POST /v1/auth/sign-in', { body }), email)
    },
    async brand(name = `브랜드 ${crypto.randomUUID()}`) {
      const [brand] = await sql<[{ id: number }]>`insert into brands (name) values (${name}) returning id`
      return brand.id
    },
    async draft(seller, change = {}) {
      const body = { ...(await example(shop)), ...change }
      const answer = await call<SellerProduct>('POST /v1/seller/products', { as: seller, body })
      if (answer.status !== 201) throw new Error(`no draft: ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    async published(seller, change) {
      const { id } = await shop.draft(seller, change)
      const answer = await call<SellerProduct>(`POST /v1/seller/products/${id}/publish`, { as: seller })
      if (answer.status !== 200) throw new Error(`not published: ${JSON.stringify(answer.body)}`)
      return answer.body
    },
  }
  return shop
}

/** A product with two colours, as a seller would create it. */
export async function example(shop: Pick<Shop, 'brand'>): Promise<z.input<typeof CreateProduct>> {
  return {
    brandId: await shop.brand(),
    categoryId: 8,
    name: '에어로 러너 3',
    description: '가볍고 오래 신을 수 있는 러닝화입니다.',
    price: 129_000,
    disclosure: exampleDisclosure,
    colors: [
      {
        name: '블랙',
        skus: [
          { sizeMm: 270, stock: 3 },
          { sizeMm: 260, stock: 0 },
        ],
      },
      { name: '화이트', skus: [{ sizeMm: 265, stock: 1 }] },
    ],
    images: ['https://images.munova.example/runner-1.jpg', '/images/runner-2.jpg'],
  }
}

function signedIn(answer: Answer<SignedIn>, email: string): Person {
  if (answer.status >= 300) throw new Error(`not signed in: ${JSON.stringify(answer.body)}`)
  const { accessToken, refreshToken, member } = answer.body
  return { token: accessToken, refreshToken, member, email, password }
}
