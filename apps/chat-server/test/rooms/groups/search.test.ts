import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Room } from '@munova/chat-contract'
import { openChat } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'

test('titles that look the same are one title, and a keyword finds it in any normal form', async (t) => {
  const chat = await openChat(t)
  const member = await chat.member()
  const create = (title: string) => chat.call(member, { path: '/v1/groups', body: { title, maxMembers: 10 } })
  const title = '공식 모임 서울 러닝 크루 가나다라마바사아자차카타파하'
  assert.equal((await create(title.normalize('NFD'))).body.title, title)
  for (const same of [title, title.normalize('NFD'), ` ${title.replaceAll(' ', '\u3000 ')} `]) {
    assert.equal((await create(same)).body.code, 'TITLE_TAKEN', same)
  }
  const hidden = await create(title.replace('식', '식\u200b'))
  assert.deepEqual(hidden.body.errors, [
    { path: 'body.title', message: 'must not contain the invisible character U+200B; remove it' },
  ])
  const keyword = encodeURIComponent('러닝  크루'.normalize('NFD'))
  const found = await chat.call(member, { path: `/v1/groups?keyword=${keyword}` })
  assert.deepEqual(
    found.body.items.map((room: { title: string }) => room.title),
    [title],
  )
})

test('a group title is unique regardless of case, and a keyword is matched literally', async (t) => {
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

test('groups by tag, by membership and by status: no group is missing or repeated while new ones appear between pages', async (t) => {
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

test('guests find groups and interests, and read nothing of what is said', async (t) => {
  const chat = await openChat(t)
  const [owner, member] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id, member.id)
  await chat.call(owner, {
    path: `/v1/rooms/${roomId}/messages`,
    body: { clientMessageId: randomUUID(), type: 'TEXT', content: { text: 'secret' } },
  })
  const asGuest = async (path: string) => {
    const response = await fetch(`${chat.nodes[0]!.url}${path}`)
    return { status: response.status, text: await response.text() }
  }
  const found = await asGuest('/v1/groups')
  assert.equal(found.status, 200)
  const [group] = (JSON.parse(found.text) as { items: Room[] }).items
  assert.partialDeepStrictEqual(group, { id: roomId, memberCount: 2, readSeq: null, lastMessage: null })
  assert.deepEqual(JSON.parse((await asGuest(`/v1/groups/${roomId}`)).text), group)
  assert.doesNotMatch(found.text, /secret/)
  assert.deepEqual(JSON.parse((await asGuest('/v1/groups?mine=true')).text), { items: [], nextCursor: null })
  assert.equal((await asGuest('/v1/tags')).status, 200)
  for (const path of [`/v1/groups/${roomId}/members`, `/v1/rooms/${roomId}`, `/v1/rooms/${roomId}/messages`])
    assert.equal((await asGuest(path)).status, 401, path)
})
