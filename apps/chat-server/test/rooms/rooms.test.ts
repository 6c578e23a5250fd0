import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat, text } from '../support/chat.ts'
import { upTo } from '../support/client.ts'

test('200 requests of one buyer for an inquiry on one product, over two nodes: one room, the same answer', async (t) => {
  const chat = await openChat(t, { nodes: 2 })
  const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
  const productId = await chat.product(seller.id)
  const answers = await Promise.all(
    upTo(200).map((n) =>
      chat.call(buyer, { path: '/v1/inquiries', body: { productId }, node: chat.nodes[n % 2]! }),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  assert.equal(answers.filter(({ status }) => status === 200).length, 199)
  for (const { body } of answers) assert.deepEqual(body, answers[0]!.body)
  const rooms = await chat.sql`select id from rooms`
  assert.equal(rooms.length, 1)
})

test('300 joins racing for a group of 100 over two nodes: exactly 100 are in', async (t) => {
  const chat = await openChat(t, { nodes: 2 })
  const owner = await chat.member()
  const { body: group } = await chat.call(owner, {
    path: '/v1/groups',
    body: { title: 'runners', maxMembers: 100 },
  })
  const members = await Promise.all(upTo(300).map(() => chat.member()))
  const answers = await Promise.all(
    members.map((member, n) =>
      chat.call(member, { path: `/v1/groups/${group.id}/join`, method: 'POST', node: chat.nodes[n % 2]! }),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 99)
  assert.equal(answers.filter(({ body }) => body.code === 'ROOM_FULL').length, 201)
  const [room] = await chat.sql<{ memberCount: number; lastSeq: number; rows: number }[]>`
    select member_count as "memberCount", last_seq as "lastSeq",
      (select count(*) from room_members where room_id = r.id) as rows from rooms r where id = ${group.id}`
  assert.deepEqual(room, { memberCount: 100, lastSeq: 99, rows: 100 })
})

test('one member joining and leaving many times at once is in at most once, and the count agrees', async (t) => {
  const chat = await openChat(t, { nodes: 2 })
  const [owner, member] = [await chat.member(), await chat.member()]
  const groupId = await chat.group(owner.id)
  const answers = await Promise.all(
    upTo(60).map((n) =>
      chat.call(member, {
        path: `/v1/groups/${groupId}/${n % 3 === 0 ? 'leave' : 'join'}`,
        method: 'POST',
        node: chat.nodes[n % 2]!,
      }),
    ),
  )
  for (const { status } of answers) assert.ok(status === 200 || status === 204, `status ${status}`)
  const [room] = await chat.sql<{ count: number; rows: number; seqs: number; lastSeq: number }[]>`
    select member_count as count, (select count(*) from room_members where room_id = r.id) as rows,
      (select count(*) from messages where room_id = r.id) as seqs, last_seq as "lastSeq"
    from rooms r where id = ${groupId}`
  assert.equal(room!.count, room!.rows)
  assert.equal(room!.seqs, room!.lastSeq)
})

test('the database itself refuses a group over its maximum and a second open inquiry', async (t) => {
  const chat = await openChat(t)
  const owner = await chat.member()
  const groupId = await chat.group(owner.id)
  await assert.rejects(
    chat.sql`update rooms set member_count = max_members + 1 where id = ${groupId}`,
    /rooms_capacity/,
  )
  const insert = () => chat.sql`
    insert into rooms (kind, title, owner_id, member_count, max_members, buyer_id, product_id)
    values ('INQUIRY', 'x', 1, 2, 2, 2, 3)`
  await insert()
  await assert.rejects(insert(), /rooms_one_open_inquiry/)
})

test('an inquiry is refused on one’s own product, on an unknown one and on one that was removed', async (t) => {
  const chat = await openChat(t)
  const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
  const productId = await chat.product(seller.id)
  const ask = (member: { token: string }, id: number) =>
    chat.call(member, { path: '/v1/inquiries', body: { productId: id } })
  assert.equal((await ask(seller, productId)).body.code, 'OWN_PRODUCT')
  assert.equal((await ask(buyer, 4711)).body.code, 'PRODUCT_NOT_FOUND')
  const { body: room } = await ask(buyer, productId)
  await chat.sql`update products set status = 'REMOVED', revision = 2`
  assert.equal((await ask(buyer, productId)).body.id, room.id, 'the open inquiry outlives the product')
  assert.equal((await ask(await chat.member(), productId)).body.code, 'PRODUCT_NOT_FOUND')
})

test('closing and reopening an inquiry: its seller only, nobody writes meanwhile, a newer one stands in the way', async (t) => {
  const chat = await openChat(t)
  const [buyer, seller] = [await chat.member(), await chat.member('SELLER')]
  const productId = await chat.product(seller.id)
  const { body: room } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
  const act = (member: { token: string }, verb: string) =>
    chat.call(member, { path: `/v1/inquiries/${room.id}/${verb}`, method: 'POST' })

  assert.equal((await act(buyer, 'close')).body.code, 'NOT_THE_OWNER')
  const client = await chat.client(buyer)
  await client.request('subscribe', { roomId: room.id })
  assert.equal((await act(seller, 'close')).body.status, 'CLOSED')
  await client.reached(room.id, 1)
  assert.equal(client.events[0].event, 'room.closed')
  assert.equal((await act(seller, 'close')).body.code, 'ALREADY_CLOSED')
  assert.equal((await client.refusal('send', text(room.id, 'hello?'))).code, 'ROOM_CLOSED')
  assert.equal((await act(seller, 'reopen')).body.status, 'OPEN')
  assert.equal((await act(seller, 'reopen')).body.code, 'ALREADY_OPEN')
  assert.equal((await client.request('send', text(room.id, 'hello?'))).seq, 3)

  await act(seller, 'close')
  const { body: newer, status } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
  assert.equal(status, 201)
  assert.notEqual(newer.id, room.id)
  assert.equal((await act(seller, 'reopen')).body.code, 'INQUIRY_OPEN_ELSEWHERE')
})

test('only the owner changes, closes, transfers a group or removes members', async (t) => {
  const chat = await openChat(t)
  const [owner, member, stranger] = [await chat.member(), await chat.member(), await chat.member()]
  const { body: group } = await chat.call(owner, {
    path: '/v1/groups',
    body: { title: 'walkers', maxMembers: 3 },
  })
  await chat.call(member, { path: `/v1/groups/${group.id}/join`, method: 'POST' })
  for (const intruder of [member, stranger]) {
    const requests = [
      { path: `/v1/groups/${group.id}`, method: 'PATCH', body: { title: 'mine now' } },
      { path: `/v1/groups/${group.id}/close`, method: 'POST' },
      { path: `/v1/groups/${group.id}/transfer`, body: { memberId: intruder.id } },
      { path: `/v1/groups/${group.id}/members/${owner.id}`, method: 'DELETE' },
    ]
    for (const request of requests) {
      assert.equal((await chat.call(intruder, request)).body.code, 'NOT_THE_OWNER', request.path)
    }
  }
  const asOwner = (request: object) => chat.call(owner, { path: `/v1/groups/${group.id}`, ...request })
  assert.equal((await asOwner({ method: 'PATCH', body: { maxMembers: 1 } })).body.code, 'MAX_BELOW_COUNT')
  assert.equal((await asOwner({ method: 'PATCH', body: { tags: [99] } })).body.code, 'TAG_NOT_FOUND')
  assert.equal((await asOwner({ method: 'PATCH', body: { title: 'strollers' } })).body.title, 'strollers')
  const leave = { path: `/v1/groups/${group.id}/leave`, method: 'POST' }
  assert.equal((await chat.call(owner, leave)).body.code, 'OWNER_MUST_STAY')
  const transfer = { path: `/v1/groups/${group.id}/transfer`, body: { memberId: stranger.id } }
  assert.equal((await chat.call(owner, transfer)).body.code, 'MEMBER_NOT_FOUND')
  const toMember = { path: `/v1/groups/${group.id}/transfer`, body: { memberId: member.id } }
  assert.equal((await chat.call(owner, toMember)).body.ownerId, member.id)
  assert.equal((await chat.call(owner, leave)).status, 204)
  assert.equal((await chat.call(owner, leave)).status, 204, 'leaving again changes nothing')
})

test('a group title is taken whatever its case, and a keyword stands for itself', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const create = (title: string) => chat.call(member, { path: '/v1/groups', body: { title, maxMembers: 10 } })
  assert.equal((await create('나이키 100% Runners')).status, 201)
  assert.equal((await create('나이키 100% RUNNERS')).body.code, 'TITLE_TAKEN')
  await create('other')
  const find = async (keyword: string) => {
    const { body } = await chat.call(member, { path: `/v1/groups?keyword=${encodeURIComponent(keyword)}` })
    return body.items.map((room: { title: string }) => room.title)
  }
  assert.deepEqual(await find('이키'), ['나이키 100% Runners'])
  assert.deepEqual(await find('runners'), ['나이키 100% Runners'])
  assert.deepEqual(await find('0%'), ['나이키 100% Runners'])
  assert.deepEqual(await find('_'), [])
  assert.deepEqual(await find("' or true --"), [])
})

test('groups by tag, mine and status, page by page while new ones appear: none twice, none missing', async (t) => {
  const chat = await openChat(t)
  const [owner, other] = [await chat.member(), await chat.member()]
  await chat.sql`insert into tags (id, name) values (7, 'running'), (8, 'boots')`
  const create = (member: { token: string }, n: number) =>
    chat.call(member, {
      path: '/v1/groups',
      body: { title: `group ${n}`, maxMembers: 5, tags: [n % 2 === 0 ? 7 : 8] },
    })
  for (const n of upTo(12)) await create(n <= 6 ? owner : other, n)
  const titles: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await chat.call(owner, {
      path: `/v1/groups?tag=7&limit=2${cursor && `&cursor=${cursor}`}`,
    })
    titles.push(...body.items.map((room: { title: string }) => room.title))
    await create(other, 100 + titles.length * 2)
    cursor = body.nextCursor
  }
  assert.deepEqual(titles, ['group 12', 'group 10', 'group 8', 'group 6', 'group 4', 'group 2'])
  const mine = await chat.call(owner, { path: '/v1/groups?mine=true' })
  assert.equal(mine.body.items.length, 6)
  const both = await chat.call(owner, { path: '/v1/groups?tag=7&tag=8&mine=true' })
  assert.equal(both.body.items.length, 6)
  assert.equal((await chat.call(owner, { path: '/v1/groups?cursor=nonsense' })).body.code, 'CURSOR_INVALID')
})

test('unread counts messages, not joins; reading moves forward only; the inbox says who waits', async (t) => {
  const chat = await openChat(t)
  const [buyer, seller, third] = [await chat.member(), await chat.member('SELLER'), await chat.member()]
  const productId = await chat.product(seller.id)
  const { body: inquiry } = await chat.call(buyer, { path: '/v1/inquiries', body: { productId } })
  const client = await chat.client(buyer)
  for (const n of upTo(3)) await client.request('send', text(inquiry.id, `question ${n}`))
  const inbox = async (query = '') =>
    (await chat.call(seller, { path: `/v1/seller/inquiries${query}` })).body.items
  const [waiting] = await inbox('?waiting=true')
  assert.equal(waiting.unread, 3)
  assert.equal(waiting.lastMessage.preview, 'question 3')
  assert.ok(waiting.waitingSince)

  const read = (seq: number) =>
    chat.call(seller, { path: `/v1/rooms/${inquiry.id}/read`, method: 'PUT', body: { seq } })
  assert.deepEqual((await read(2)).body, { roomId: inquiry.id, seq: 2, unread: 1 })
  assert.deepEqual((await read(1)).body, { roomId: inquiry.id, seq: 2, unread: 1 })
  assert.deepEqual((await read(1000)).body, { roomId: inquiry.id, seq: 3, unread: 0 })
  const answering = await chat.client(seller)
  await answering.request('send', text(inquiry.id, 'answer'))
  assert.deepEqual(await inbox('?waiting=true'), [])
  assert.equal((await inbox())[0].unread, 0, 'whoever writes has read')
  const mine = (await chat.call(buyer, { path: '/v1/rooms' })).body.items
  assert.equal(mine[0].unread, 1)

  const groupId = await chat.group(buyer.id)
  await chat.call(third, { path: `/v1/groups/${groupId}/join`, method: 'POST' })
  const rooms = (await chat.call(buyer, { path: '/v1/rooms' })).body.items
  assert.equal(rooms[0].id, groupId, 'newest activity first')
  assert.equal(rooms[0].unread, 0, 'a join is not a message')
  assert.equal(
    (await chat.call(third, { path: `/v1/rooms/${inquiry.id}/messages` })).body.code,
    'NOT_A_MEMBER',
  )
})

test('history pages backwards and forwards without a gap or a double, and by bytes too', async (t) => {
  const chat = await openChat(t, { settings: { HISTORY_PAGE_BYTES: '2000' } })
  const member = await chat.member()
  const roomId = await chat.group(member.id)
  const client = await chat.client(member)
  for (const n of upTo(45)) await client.request('send', text(roomId, `${n}`))
  const backwards: number[] = []
  for (let before: number | null | undefined; before !== null;) {
    const query: string = before === undefined ? '' : `&before=${before}`
    const { body } = await chat.call(member, { path: `/v1/rooms/${roomId}/messages?limit=20${query}` })
    assert.ok(body.items.length < 10, 'cut at HISTORY_PAGE_BYTES')
    backwards.unshift(...seqs(body.items))
    before = body.nextCursor
  }
  assert.deepEqual(backwards, upTo(45))
  const forwards: number[] = []
  for (let after: number | null = 0; after !== null;) {
    const page: { items: { seq: number }[]; nextCursor: number | null } = await client.request('history', {
      roomId,
      after,
      limit: 10,
    })
    forwards.push(...seqs(page.items))
    after = page.nextCursor
  }
  assert.deepEqual(forwards, upTo(45))
})

const seqs = (items: { seq: number }[]) => items.map(({ seq }) => seq)
