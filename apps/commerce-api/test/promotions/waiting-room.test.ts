import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  Coupon,
  OpenCampaign,
  OpenWaitingRoom,
  ProductDetail,
  SetWaitingRoom,
  WaitingRoom,
  WaitingRoomList,
  WaitingTicket,
} from '@munova/commerce-contract'
import { until } from '@munova/testing'
import { campaign, crowdedShop, exampleCampaign, inHours, secondApi } from '../support/open-campaign.ts'
import { openShop, type Person, type Shop } from '../support/open-shop.ts'

type Answered = WaitingTicket & { code?: string }
const ticketOf = (shop: Shop, as: Person, campaignId: number) =>
  shop.call<Answered>(`POST /v1/waiting-rooms/coupon-campaign/${campaignId}/tickets`, { as })
const issue = async (shop: Shop, as: Person, campaignId: number, pass?: string) => {
  const { status, body, headers } = await shop.call<Coupon & { code?: string }>(
    `POST /v1/coupons/campaigns/${campaignId}/issue`,
    { as, ...(pass !== undefined && { headers: { 'x-waiting-pass': pass } }) },
  )
  return { status, code: body.code, retryAfter: headers.get('retry-after') }
}
const room = (change: Partial<SetWaitingRoom> = {}): SetWaitingRoom => {
  return {
    opensAt: inHours(-1),
    closesAt: inHours(1),
    admissionsPerSecond: 1,
    capacity: 10,
    verifiedOnly: false,
    ...change,
  }
}

test('turns follow the order of requests, one step apart; a repeated request gets the same ticket', async (t) => {
  const shop = await openShop(t)
  const people = [await shop.person(), await shop.person(), await shop.person()]
  const startsAt = inHours(0.25)
  const { id } = await campaign(shop, await shop.person('ADMIN'), { startsAt, admissionsPerSecond: 1 })
  const tickets: WaitingTicket[] = []
  for (const person of people) {
    const { status, body, headers } = await ticketOf(shop, person, id)
    assert.equal(status, 200)
    assert.equal(headers.get('retry-after'), String(Math.ceil(body.waitMs / 1000)))
    tickets.push(body)
  }
  const turns = tickets.map(({ turnAt }) => Date.parse(turnAt))
  assert.deepEqual(turns.map((turn) => turn - Date.parse(startsAt)), [0, 1_000, 2_000]) // prettier-ignore
  assert.deepEqual(tickets.map(({ position }) => position), [0, 1, 2]) // prettier-ignore
  const again = (await ticketOf(shop, people[2]!, id)).body
  assert.deepEqual([again.turnAt, again.expiresAt], [tickets[2]!.turnAt, tickets[2]!.expiresAt])
})

test('a pass admits its own member to its own campaign, from its turn on', async (t) => {
  const shop = await openShop(t)
  const [first, second, third] = [await shop.person(), await shop.person(), await shop.person()]
  const admin = await shop.person('ADMIN')
  const { id } = await campaign(shop, admin, { admissionsPerSecond: 1 })
  const other = await campaign(shop, admin, { admissionsPerSecond: 1 })
  const { pass } = (await ticketOf(shop, first, id)).body
  assert.deepEqual((await issue(shop, first, id)).code, 'PASS_NEEDED')
  assert.deepEqual((await issue(shop, second, id, pass)).code, 'PASS_NEEDED')
  assert.deepEqual((await issue(shop, first, other.id, pass)).code, 'PASS_NEEDED')
  assert.deepEqual((await issue(shop, first, id, first.token)).code, 'PASS_NEEDED')
  assert.deepEqual((await issue(shop, first, id, `${pass.slice(0, -4)}AAAA`)).code, 'PASS_NEEDED')
  assert.equal((await shop.call('GET /v1/me', { headers: { authorization: `Bearer ${pass}` } })).status, 401)
  assert.equal((await issue(shop, first, id, pass)).status, 201)
  await ticketOf(shop, second, id)
  await shop.sql`update waiting_rooms set last_turn_at = last_turn_at + interval '1 minute'`
  const early = await issue(shop, third, id, (await ticketOf(shop, third, id)).body.pass)
  assert.equal(early.code, 'PASS_EARLY')
  assert.ok(Number(early.retryAfter) > 50)
})

test('tickets outlive the process that issued them, and every process accepts the pass', async (t) => {
  const { shop, admin, crowd, keysFile } = await crowdedShop(t, 2)
  const { id } = await campaign(shop, admin, { admissionsPerSecond: 1 })
  const people = crowd.map(({ token }) => ({ token }) as Person)
  const before = [(await ticketOf(shop, people[0]!, id)).body, (await ticketOf(shop, people[1]!, id)).body]
  const url = await secondApi(t, shop, keysFile)
  const headers = { authorization: `Bearer ${people[1]!.token}` }
  const answer = await fetch(`${url}/v1/waiting-rooms/coupon-campaign/${id}/tickets`, {
    method: 'POST',
    headers,
  })
  assert.equal(((await answer.json()) as WaitingTicket).turnAt, before[1]!.turnAt)
  const issued = await fetch(`${url}/v1/coupons/campaigns/${id}/issue`, {
    method: 'POST',
    headers: { authorization: `Bearer ${people[0]!.token}`, 'x-waiting-pass': before[0]!.pass },
  })
  assert.equal(issued.status, 201)
})

test('three hundred concurrent requests to two processes get distinct turns at the room’s rate', async (t) => {
  const { shop, admin, crowd, keysFile } = await crowdedShop(t, 300, { WAITING_ROOM_BATCH: '20' })
  const { id } = await campaign(shop, admin, { admissionsPerSecond: 100 })
  const doors = [shop.url, await secondApi(t, shop, keysFile)]
  const path = `/v1/waiting-rooms/coupon-campaign/${id}/tickets`
  const tickets = await Promise.all(
    crowd.map(async ({ token }, at) => {
      const headers = { authorization: `Bearer ${token}` }
      // Some send to both processes at the same time.
      const urls = at % 10 === 0 ? doors : [doors[at % 2]!]
      const answers = await Promise.all(urls.map((url) => fetch(url + path, { method: 'POST', headers })))
      const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as WaitingTicket[]
      assert.equal(new Set(bodies.map(({ turnAt }) => turnAt)).size, 1)
      return Date.parse(bodies[0]!.turnAt)
    }),
  )
  const turns = tickets.toSorted((a, b) => a - b)
  // Instants have milliseconds in responses and microseconds in the database.
  for (const [at, turn] of turns.entries()) assert.ok(at === 0 || turn - turns[at - 1]! >= 9)
})

test('a full room answers with Retry-After, a closed room with WAITING_ROOM_CLOSED', async (t) => {
  const shop = await openShop(t)
  const [admin, seller, ...people] = [await shop.person('ADMIN'), await shop.person('SELLER'), await shop.person(), await shop.person(), await shop.person()] // prettier-ignore
  const { id } = await shop.published(seller)
  const set = (change: Partial<SetWaitingRoom>) =>
    shop.call(`PUT /v1/admin/waiting-rooms/product/${id}`, { as: admin, body: room(change) })
  const take = async (as: Person) => {
    const { status, body, headers } = await shop.call<Answered>(
      `POST /v1/waiting-rooms/product/${id}/tickets`,
      { as },
    )
    return { status, code: body.code, wait: Number(headers.get('retry-after')) }
  }
  assert.deepEqual(await take(people[0]).then(({ code }) => code), 'WAITING_ROOM_NOT_FOUND')
  assert.equal((await set({ opensAt: inHours(0.25), capacity: 1 })).status, 204)
  assert.equal((await take(people[0])).status, 200)
  assert.equal((await take(people[1])).status, 200)
  const full = await take(people[2])
  assert.deepEqual([full.status, full.code, full.wait], [503, 'WAITING_ROOM_FULL', 10])
  assert.equal((await set({ opensAt: inHours(0.75), closesAt: inHours(2) })).status, 204)
  const early = await take(people[2])
  assert.deepEqual([early.status, early.code], [409, 'WAITING_ROOM_CLOSED'])
  assert.ok(early.wait > 800 && early.wait <= 900, `${early.wait} s until half an hour before it opens`)
  assert.equal((await set({ opensAt: inHours(24 * 60), closesAt: inHours(24 * 61) })).status, 204)
  assert.equal((await take(people[2])).code, 'WAITING_ROOM_CLOSED')
  assert.equal((await set({ opensAt: inHours(-2), closesAt: inHours(-1) })).status, 204)
  const over = await take(people[2])
  assert.deepEqual([over.code, over.wait], ['WAITING_ROOM_CLOSED', 0])
})

test('a room requires an existing resource, and the number of rooms is limited', async (t) => {
  const shop = await openShop(t, { env: { WAITING_ROOMS: '1' } })
  const [admin, seller] = [await shop.person('ADMIN'), await shop.person('SELLER')]
  const put = async (path: string) => {
    const answer = await shop.call(`PUT /v1/admin/waiting-rooms/${path}`, { as: admin, body: room() })
    return [answer.status, answer.body?.['code']]
  }
  assert.deepEqual(await put('product/99'), [404, 'PRODUCT_NOT_FOUND'])
  assert.deepEqual(await put('coupon-campaign/99'), [404, 'CAMPAIGN_NOT_FOUND'])
  assert.deepEqual(await put('brand/1'), [400, 'VALIDATION_FAILED'])
  const [one, two] = [await shop.published(seller), await shop.published(seller)]
  assert.deepEqual(await put(`product/${one.id}`), [204, undefined])
  assert.deepEqual(await put(`product/${one.id}`), [204, undefined])
  assert.deepEqual(await put(`product/${two.id}`), [409, 'WAITING_ROOMS_FULL'])
  const body = exampleCampaign({ admissionsPerSecond: 1 })
  const answer = await shop.call('POST /v1/admin/coupon-campaigns', { as: admin, body })
  assert.deepEqual([answer.status, answer.body['code']], [409, 'WAITING_ROOMS_FULL'])
})

test('after a missed turn a member gets a new ticket; expired tickets are deleted', async (t) => {
  const shop = await openShop(t, { env: { WAITING_TICKET_SWEEP_MS: '20', WAITING_PASS_SECONDS: '1' } })
  const person = await shop.person()
  const { id } = await campaign(shop, await shop.person('ADMIN'), { admissionsPerSecond: 1 })
  const first = (await ticketOf(shop, person, id)).body
  await shop.sql`update waiting_tickets set turn_at = turn_at - interval '1 hour', expires_at = now()`
  const second = (await ticketOf(shop, person, id)).body
  assert.ok(Date.parse(second.turnAt) >= Date.parse(first.turnAt) + 1_000)
  await shop.sql`update waiting_tickets set turn_at = turn_at - interval '1 hour', expires_at = now()`
  await until(async () => (await shop.sql`select from waiting_tickets`).length === 0, { what: 'no ticket' })
})

test('an administrator sees the rooms that have not closed, how many wait in each, and what is left', async (t) => {
  const shop = await openShop(t)
  const [admin, seller] = [await shop.person('ADMIN'), await shop.person('SELLER')]
  const people = [await shop.person(), await shop.person(), await shop.person()]
  const startsAt = inHours(0.25)
  const { id, name } = await campaign(shop, admin, { startsAt, quantity: 50, admissionsPerSecond: 1 })
  const shoe = await shop.published(seller)
  const put = (path: string, change: Partial<SetWaitingRoom>) =>
    shop.call(`PUT /v1/admin/waiting-rooms/${path}`, { as: admin, body: room(change) })
  const read = async (path: string) =>
    (await shop.call<WaitingRoom>(`GET /v1/admin/waiting-rooms/${path}`, { as: admin })).body
  const list = async () =>
    (await shop.call<WaitingRoomList>('GET /v1/admin/waiting-rooms', { as: admin })).body.items

  await put(`product/${shoe.id}`, { opensAt: inHours(0.1), capacity: 7, verifiedOnly: true })
  const [drop, coupons] = await list()
  assert.deepEqual([drop!.kind, drop!.id, drop!.name, drop!.capacity], ['product', shoe.id, shoe.name, 7])
  assert.deepEqual([drop!.verifiedOnly, drop!.waiting], [true, 0])
  assert.equal(
    drop!.left,
    shoe.colors.flatMap(({ skus }) => skus).reduce((sum, { stock }) => sum + stock, 0),
  )
  assert.deepEqual([coupons!.name, coupons!.left, coupons!.waiting], [name, 50, 0])

  for (const [index, person] of people.entries()) {
    await ticketOf(shop, person, id)
    assert.equal((await read(`coupon-campaign/${id}`)).waiting, index + 1)
  }
  // Their turns have passed.
  await shop.sql`update waiting_rooms set opens_at = now() - interval '1 hour', last_turn_at = now() - interval '1 second'`
  assert.equal((await read(`coupon-campaign/${id}`)).waiting, 0)

  await put(`product/${shoe.id}`, { opensAt: inHours(-2), closesAt: inHours(-1) })
  assert.deepEqual((await list()).map((open) => open.kind), ['coupon-campaign']) // prettier-ignore
  assert.equal((await read(`product/${shoe.id}`)).id, shoe.id)
})

test('everybody sees when a product is sold through a waiting room, until that closes', async (t) => {
  const shop = await openShop(t)
  const admin = await shop.person('ADMIN')
  const { id } = await shop.published(await shop.person('SELLER'))
  const drop = async () => (await shop.call<ProductDetail>(`GET /v1/products/${id}`)).body.drop
  assert.equal(await drop(), null)
  const body = room({ opensAt: inHours(1), closesAt: inHours(2) })
  await shop.call(`PUT /v1/admin/waiting-rooms/product/${id}`, { as: admin, body })
  assert.deepEqual(await drop(), { opensAt: body.opensAt, closesAt: body.closesAt })
  await shop.sql`update waiting_rooms set closes_at = now(), opens_at = now() - interval '1 hour'`
  assert.equal(await drop(), null)
})

test('a member sees when a room gives tickets, until it closes, and what a campaign is', async (t) => {
  const shop = await openShop(t, { env: { WAITING_ROOM_EARLY_MS: '600000' } })
  const [admin, me] = [await shop.person('ADMIN'), await shop.person()]
  const startsAt = inHours(0.5)
  const { id } = await campaign(shop, admin, { startsAt, admissionsPerSecond: 1, verifiedOnly: true })
  const openRoom = () =>
    shop.call<OpenWaitingRoom & { code?: string }>(`GET /v1/waiting-rooms/coupon-campaign/${id}`, { as: me })
  const { body } = await openRoom()
  assert.equal(body.verifiedOnly, true)
  assert.equal(Date.parse(body.opensAt), Date.parse(startsAt))
  assert.equal(Date.parse(body.opensAt) - Date.parse(body.ticketsFrom), 600_000)
  await shop.sql`update waiting_rooms set closes_at = now(), opens_at = now() - interval '1 hour'`
  assert.equal((await openRoom()).body.code, 'WAITING_ROOM_NOT_FOUND')

  const usual = await campaign(shop, admin)
  const read = async () =>
    (await shop.call<OpenCampaign>(`GET /v1/coupons/campaigns/${usual.id}`, { as: me })).body
  assert.deepEqual(await read(), { ...usual, isMine: false })
  await shop.call(`POST /v1/coupons/campaigns/${usual.id}/issue`, { as: me })
  await shop.sql`
    update coupon_campaigns set starts_at = now() - interval '2 hours', ends_at = now() where id = ${usual.id}`
  const { isMine, issued } = await read()
  assert.deepEqual({ isMine, issued }, { isMine: true, issued: 1 })
})
