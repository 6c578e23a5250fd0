import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latch, until } from '@munova/testing'
import { openChat, type Chat } from '../support/chat.ts'
import { upTo } from '../support/client.ts'

test('a member opens so many inquiries an hour on all nodes together, and others are not affected', async (t) => {
  const chat = await openChat(t, { nodes: 2, settings: { INQUIRIES_PER_HOUR: '40' } })
  const [buyer, other, seller] = [await chat.member(), await chat.member(), await chat.member('SELLER')]
  const products = await Promise.all(upTo(14).map(() => chat.product(seller.id)))
  const open = (member: { token: string }, index: number) =>
    chat.call(member, {
      method: 'POST',
      path: '/v1/inquiries',
      body: { productId: products[index] },
      node: chat.nodes[index % 2]!,
    })
  const results = await Promise.all(products.map((_, index) => open(buyer, index)))
  const statuses = results.map(({ status }) => status).toSorted((a, b) => a - b)
  assert.deepEqual(statuses, [...Array<number>(10).fill(201), ...Array<number>(4).fill(429)])
  const rejected = results.find(({ status }) => status === 429)!
  assert.equal(rejected.body.code, 'RATE_LIMITED')
  // One request of 40 an hour.
  assert.ok(rejected.body.retryAfterMs > 60_000 && rejected.body.retryAfterMs <= 91_000)
  assert.equal((await open(other, 0)).status, 201)
})

test('joining and leaving in a loop ends, and what it wrote is bounded', async (t) => {
  const chat = await openChat(t, { settings: { MEMBERSHIP_CHANGES_PER_HOUR: '40' } })
  const [owner, member] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id)
  const codes: number[] = []
  for (const n of upTo(30)) {
    const verb = n % 2 ? 'join' : 'leave'
    const { status } = await chat.call(member, { method: 'POST', path: `/v1/groups/${roomId}/${verb}` })
    if (verb === 'join') codes.push(status)
  }
  // Leaving a group that one could not join changes nothing.
  assert.deepEqual(codes, [...Array<number>(5).fill(200), ...Array<number>(10).fill(429)])
  const [room] = await chat.sql<{ seq: number }[]>`select last_seq as seq from rooms where id = ${roomId}`
  assert.equal(room?.seq, 10)
})

test('a quota that was spent is available again after its time', async (t) => {
  const chat = await openChat(t, { settings: { GROUPS_PER_HOUR: '4' } })
  const member = await chat.member()
  const create = (n: number) =>
    chat.call(member, {
      method: 'POST',
      path: '/v1/groups',
      body: { title: `group ${n}`, maxMembers: 5, tags: [] },
    })
  assert.equal((await create(1)).status, 201)
  const { status, body } = await create(2)
  assert.deepEqual([status, body.code], [429, 'RATE_LIMITED'])
  // As if so much time had passed.
  await chat.sql`update member_quotas set full_at = full_at - ${body.retryAfterMs} * interval '1 millisecond'`
  assert.equal((await create(3)).status, 201)
})

/** Searches wait until the returned function is called, so that all of them are there at the same time. */
async function lockRooms(chat: Chat): Promise<() => Promise<void>> {
  const [releases, locked] = [latch(), latch()]
  const holding = chat.sql.begin(async (transaction) => {
    await transaction`lock table rooms in access exclusive mode`
    locked.resolve()
    await releases.promise
  })
  await locked.promise
  return async () => {
    releases.resolve()
    await holding
  }
}

test('the HTTP requests of one member are limited, and another member is served meanwhile', async (t) => {
  const settings = { HTTP_REQUESTS_IN_FLIGHT: '2', HTTP_DATABASE_POOL: '4', STATEMENT_TIMEOUT_MS: '60000' }
  const chat = await openChat(t, { settings })
  const [greedy, other] = [await chat.member(), await chat.member()]
  const searchAs = (member: { token: string }) => chat.call(member, { path: '/v1/groups' })
  const release = await lockRooms(chat)
  const searches = upTo(24).map(() => searchAs(greedy))
  const rejected: string[] = []
  for (const search of searches)
    void search.then(({ status, body }) => status === 429 && rejected.push(body.code))
  await until(() => rejected.length === 22, { what: 'the rejections' })
  assert.equal(rejected[0], 'RATE_LIMITED')
  // It needs no row of the locked table.
  assert.equal((await chat.call(other, { path: '/v1/tags' })).status, 200)
  await release()
  const served = (await Promise.all(searches)).filter(({ status }) => status === 200)
  assert.equal(served.length, 2)
})

test('guests share what one node works on for them at the same time', async (t) => {
  const settings = { GUEST_REQUESTS_IN_FLIGHT: '2', STATEMENT_TIMEOUT_MS: '60000' }
  const chat = await openChat(t, { settings })
  const member = await chat.member()
  const release = await lockRooms(chat)
  const search = async () => {
    const response = await fetch(`${chat.nodes[0]!.url}/v1/groups`)
    return { status: response.status, code: ((await response.json()) as { code?: string }).code }
  }
  const searches = upTo(6).map(search)
  const rejected: unknown[] = []
  for (const each of searches) void each.then(({ status, code }) => status === 429 && rejected.push(code))
  await until(() => rejected.length === 4, { what: 'the rejections' })
  assert.equal(rejected[0], 'RATE_LIMITED')
  assert.equal((await chat.call(member, { path: '/v1/tags' })).status, 200)
  await release()
  const served = (await Promise.all(searches)).filter(({ status }) => status === 200)
  assert.equal(served.length, 2)
})

test('guests who leave before their answer leave their places', async (t) => {
  const settings = { GUEST_REQUESTS_IN_FLIGHT: '2', STATEMENT_TIMEOUT_MS: '60000' }
  const chat = await openChat(t, { settings })
  const release = await lockRooms(chat)
  const leaving = new AbortController()
  const get = async (signal?: AbortSignal) =>
    (await fetch(`${chat.nodes[0]!.url}/v1/groups`, { signal: signal ?? null })).status
  const left = upTo(2).map(() => assert.rejects(get(leaving.signal), { name: 'AbortError' }))
  await until(async () => (await get(AbortSignal.timeout(500)).catch(() => 0)) === 429, {
    what: 'both places to be taken',
  })
  leaving.abort()
  await Promise.all(left)
  await release()
  await until(async () => (await get()) === 200, { what: 'a place' })
})

test('so many requests a second, and then RATE_LIMITED with the time to wait', async (t) => {
  const chat = await openChat(t, { settings: { HTTP_REQUESTS_PER_SECOND: '1', HTTP_REQUESTS_BURST: '5' } })
  const member = await chat.member()
  const statuses: number[] = []
  for (const _ of upTo(7)) statuses.push((await chat.call(member, { path: '/v1/rooms' })).status)
  assert.deepEqual(statuses.slice(0, 5), [200, 200, 200, 200, 200])
  assert.ok(statuses.includes(429))
})

test('inquiries do not count as groups: a seller with many of them can still join, and the count cannot be raced', async (t) => {
  const chat = await openChat(t, { settings: { ROOMS_PER_MEMBER: '2' } })
  const [seller, owner] = [await chat.member('SELLER'), await chat.member()]
  for (const _ of upTo(3)) {
    const [buyer, productId] = [await chat.member(), await chat.product(seller.id)]
    const { status } = await chat.call(buyer, { method: 'POST', path: '/v1/inquiries', body: { productId } })
    assert.equal(status, 201)
  }
  const groups = await Promise.all(upTo(6).map(() => chat.group(owner.id)))
  const join = (roomId: number) => chat.call(seller, { method: 'POST', path: `/v1/groups/${roomId}/join` })
  const joined = await Promise.all(groups.map(join))
  const codes = joined.map(({ status, body }) => (status === 200 ? 'in' : String(body.code)))
  assert.equal(codes.filter((code) => code === 'in').length, 2)
  assert.equal(codes.filter((code) => code === 'TOO_MANY_ROOMS').length, 4)
  const inside = groups.filter((_, index) => joined[index]!.status === 200)
  const leave = { method: 'POST', path: `/v1/groups/${inside[0]}/leave` }
  assert.equal((await chat.call(seller, leave)).status, 204)
  assert.equal((await join(inside[0]!)).status, 200)
})
