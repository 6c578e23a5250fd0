import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deleteExpiredAttempts } from '../../src/accounts/attempts/delete-expired.ts'
import { CommerceConfig } from '../../src/config.ts'
import { openShop, type Shop } from '../support/open-shop.ts'

const wrong = 'not the password'
const TRUST_PROXY = '1'

interface Attempt {
  url?: string
  email: string
  password: string
  from?: string
  deviceToken?: string
  cookie?: string
}

async function signIn(shop: Shop, { url = shop.url, from, cookie, ...body }: Attempt) {
  const response = await fetch(`${url}/v1/auth/sign-in`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(from && { 'x-forwarded-for': from }),
      ...(cookie && { cookie }),
    },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as { code?: string; deviceToken?: string }
  return { status: response.status, headers: response.headers, ...answer }
}

test('sign-ins that succeed are not limited', async (t) => {
  const shop = await openShop(t, {
    env: { SIGN_IN_FAILURES_PER_ACCOUNT: '2', SIGN_IN_FAILURES_PER_ADDRESS: '2' },
  })
  const { email, password } = await shop.person()
  for (let i = 0; i < 7; i++) assert.equal((await signIn(shop, { email, password })).status, 200)
})

test('failures are limited for an account, over all client addresses and processes', async (t) => {
  const shop = await openShop(t, { env: { SIGN_IN_FAILURES_PER_ACCOUNT: '3', TRUST_PROXY } })
  const other = await shop.another()
  const { email, password } = await shop.person()
  for (const [i, url] of [shop.url, other, shop.url].entries())
    assert.equal((await signIn(shop, { url, email, password: wrong, from: `192.0.2.${i}` })).status, 401)
  // The correct password too: the limit must not reveal it. And the address in upper case is the same account.
  for (const url of [shop.url, other]) {
    const limited = await signIn(shop, { url, email: email.toUpperCase(), password, from: '192.0.2.9' })
    assert.deepEqual([limited.status, limited.code], [429, 'RATE_LIMITED'])
    assert.ok(Number(limited.headers.get('retry-after')) > 0)
  }
  const stranger = await signIn(shop, { email: 'other@munova.example', password, from: '192.0.2.0' })
  assert.equal(stranger.status, 401)
})

test('an account that does not exist is limited in the same way', async (t) => {
  const shop = await openShop(t, { env: { SIGN_IN_FAILURES_PER_ACCOUNT: '1' } })
  const statuses: number[] = []
  for (let i = 0; i < 2; i++)
    statuses.push((await signIn(shop, { email: 'nobody@munova.example', password: wrong })).status)
  assert.deepEqual(statuses, [401, 429])
})

test('failures from one client address are limited over all accounts', async (t) => {
  const shop = await openShop(t, { env: { SIGN_IN_FAILURES_PER_ADDRESS: '3', TRUST_PROXY } })
  const attempt = (i: number, from: string) =>
    signIn(shop, { email: `nobody-${i}@munova.example`, password: wrong, from })
  const statuses: number[] = []
  for (let i = 0; i < 4; i++) statuses.push((await attempt(i, '192.0.2.1')).status)
  assert.deepEqual(statuses, [401, 401, 401, 429])
  assert.equal((await attempt(5, '192.0.2.2')).status, 401)
})

test('concurrent failures do not exceed the limit', async (t) => {
  const shop = await openShop(t, { env: { SIGN_IN_FAILURES_PER_ACCOUNT: '3' } })
  const { email } = await shop.person()
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => signIn(shop, { email, password: wrong })),
  )
  assert.equal(answers.filter(({ status }) => status === 401).length <= 3, true)
  assert.equal((await signIn(shop, { email, password: wrong })).status, 429)
})

test('an owner with a known device is not locked out by failures elsewhere, and it has a limit of its own', async (t) => {
  const shop = await openShop(t, {
    env: { SIGN_IN_FAILURES_PER_ACCOUNT: '2', SIGN_IN_FAILURES_PER_ADDRESS: '2' },
  })
  const [owner, thief] = [await shop.person(), await shop.person()]
  const { email, password } = owner
  const known = await signIn(shop, { email, password })
  const cookie = known.headers.getSetCookie().find((each) => each.startsWith('device_token='))
  assert.match(cookie ?? '', /^device_token=[\w-]{43}; Max-Age=15552000; Path=\/v1\/auth; HttpOnly; Secure; SameSite=Strict$/) // prettier-ignore
  const theirs = await signIn(shop, { email: thief.email, password })
  for (let i = 0; i < 2; i++) await signIn(shop, { email, password: wrong })

  assert.equal((await signIn(shop, { email, password })).status, 429)
  assert.equal((await signIn(shop, { email, password, deviceToken: 'A'.repeat(43) })).status, 429)
  // A device of another member is none of the owner's.
  assert.equal((await signIn(shop, { email, password, deviceToken: theirs.deviceToken! })).status, 429)
  assert.equal((await signIn(shop, { email, password, deviceToken: known.deviceToken! })).status, 200)
  assert.equal((await signIn(shop, { email, password, cookie: cookie!.split(';')[0]! })).status, 200)

  for (const status of [401, 401, 429])
    assert.equal(
      (await signIn(shop, { email, password: wrong, deviceToken: known.deviceToken! })).status,
      status,
    )
  assert.ok(!JSON.stringify(await shop.sql`select * from known_devices`).includes(known.deviceToken!))
})

test('a device is known for KNOWN_DEVICE_DAYS, and of one member DEVICES_PER_MEMBER are', async (t) => {
  const shop = await openShop(t, { env: { DEVICES_PER_MEMBER: '2', SIGN_IN_FAILURES_PER_ACCOUNT: '1' } })
  const { email, password } = await shop.person()
  const tokens: string[] = []
  for (let i = 0; i < 3; i++) tokens.push((await signIn(shop, { email, password })).deviceToken!)
  assert.equal((await shop.sql`select from known_devices`).length, 2)
  await signIn(shop, { email, password: wrong })
  assert.equal((await signIn(shop, { email, password, deviceToken: tokens[0]! })).status, 429)
  assert.equal((await signIn(shop, { email, password, deviceToken: tokens[2]! })).status, 200)
  await shop.sql`update known_devices set used_at = now() - interval '181 days'`
  assert.equal((await signIn(shop, { email, password, deviceToken: tokens[2]! })).status, 429)
})

test('after its window a count begins anew, and is deleted in bounded runs', async (t) => {
  const shop = await openShop(t, { env: { SIGN_IN_FAILURES_PER_ACCOUNT: '1' } })
  const { email, password } = await shop.person()
  await signIn(shop, { email, password: wrong })
  assert.equal((await signIn(shop, { email, password })).status, 429)
  await shop.sql`update attempts set ends_at = now() - interval '1 second'`
  assert.equal((await signIn(shop, { email, password })).status, 200)
  await shop.sql`update attempts set ends_at = now() - interval '1 second'`
  const config = CommerceConfig.parse({ DATABASE_URL: shop.databaseUrl, ATTEMPTS_SWEEP_BATCH: '2' })
  while ((await deleteExpiredAttempts({ sql: shop.sql, config })) === 'more') continue
  assert.equal((await shop.sql`select from attempts`).length, 0)
})

test('token refreshes and new guest carts are limited for an address over all processes', async (t) => {
  const shop = await openShop(t, {
    env: { REFRESHES_PER_ADDRESS: '3', GUEST_CARTS_PER_ADDRESS: '3', TRUST_PROXY },
  })
  const urls = [shop.url, await shop.another()]
  const seller = await shop.person('SELLER')
  const skuId = (await shop.published(seller)).colors[0]!.skus.find(({ stock }) => stock > 0)!.id
  const refresh = { request: 'POST /v1/auth/refresh', body: { refreshToken: 'x'.repeat(43) }, usual: 401 }
  const cart = { request: `PUT /v1/cart/items/${skuId}`, body: { quantity: 1 }, usual: 200 }
  for (const { request, body, usual } of [refresh, cart]) {
    const statuses: number[] = []
    for (const n of [0, 1, 2, 3, 4])
      statuses.push(await statusOf(urls[n % 2]!, request, { from: `2001:db8::${n}`, body }))
    assert.deepEqual(statuses, [usual, usual, usual, 429, 429], request)
    assert.equal(await statusOf(shop.url, request, { from: '2001:db8:0:1::1', body }), usual)
  }
})

test('a high maximum is counted in portions, and reached exactly when one process serves all', async (t) => {
  const most = 100
  const shop = await openShop(t, { env: { REFRESHES_PER_ADDRESS: String(most), TRUST_PROXY } })
  const refresh = () =>
    statusOf(shop.url, 'POST /v1/auth/refresh', {
      from: '203.0.113.7',
      body: { refreshToken: 'x'.repeat(43) },
    })
  // A burst, in which one portion is taken and the others count alone.
  assert.deepEqual(new Set(await Promise.all(Array.from({ length: 20 }, refresh))), new Set([401]))
  const counted = async () => (await shop.sql<{ count: number }[]>`select count from attempts`)[0]!.count
  assert.ok((await counted()) <= 22)
  for (let n = 20; n < most; n++) assert.equal(await refresh(), 401)
  assert.equal(await refresh(), 429)
  assert.equal(await counted(), most)
  // In the next window a process has nothing left of the one before.
  const another = await shop.another()
  await shop.sql`update attempts set ends_at = now() - interval '1 second'`
  assert.equal(
    await statusOf(another, 'POST /v1/auth/refresh', {
      from: '203.0.113.7',
      body: { refreshToken: 'x'.repeat(43) },
    }),
    401,
  )
  assert.equal(await counted(), 2)
})

/** Of the response to a request from this address. */
async function statusOf(
  url: string,
  request: string,
  { from, body }: { from: string; body: object },
): Promise<number> {
  const [method = '', path = ''] = request.split(' ')
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify(body),
  })
  return response.status
}
