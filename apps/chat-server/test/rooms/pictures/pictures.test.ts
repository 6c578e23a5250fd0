import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { PictureLinks, RoomPicture } from '@munova/chat-contract'
import { until } from '@munova/testing'
import sharp from 'sharp'
import { type Chat, openChat, text } from '../../support/chat.ts'
import { PictureLinkSigner } from '../../../src/rooms/pictures/links.ts'

type Person = Awaited<ReturnType<Chat['member']>>

async function openScene(t: TestContext, { nodes = 1, settings = {} } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const chat = await openChat(t, { nodes, settings: { PICTURE_STORE: folder, ...settings } })
  const upload = async (who: Person, roomId: number, file: Buffer, node = chat.nodes[0]!) => {
    const headers = { authorization: `Bearer ${who.token}`, 'content-type': 'image/png' }
    const address = new URL(`/v1/rooms/${roomId}/pictures`, node.url)
    const response = await fetch(address, { method: 'POST', headers, body: new Uint8Array(file) })
    return { status: response.status, body: (await response.json()) as RoomPicture & { code?: string } }
  }
  return { chat, upload }
}

/** Incompressible, as photos are: larger than other bodies may be. */
const photo = () =>
  sharp({
    create: {
      width: 1_600,
      height: 800,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .png()
    .toBuffer()

const png = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#7a2e39' } })
    .png()
    .toBuffer()

const image = (roomId: number, pictureId: string, clientMessageId: string = randomUUID()) => ({
  roomId,
  clientMessageId,
  type: 'IMAGE',
  content: { pictureId },
})

test('a picture is uploaded, sent, and read by the members of the room through links', async (t) => {
  const { chat, upload } = await openScene(t, { nodes: 2 })
  const [owner, member, stranger] = [await chat.member(), await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id, member.id)
  const { status, body } = await upload(owner, roomId, await photo())
  assert.deepEqual([status, body.width, body.height], [201, 1_200, 600])

  const [sender, reader] = [await chat.client(owner), await chat.client(member, chat.nodes[1])]
  await reader.request('subscribe', { roomId, after: 0 })
  const draft = image(roomId, body.id)
  const { seq } = await sender.request('send', draft)
  assert.equal((await sender.request('send', draft)).seq, seq)
  const message = await until(() => reader.events.find(({ event }) => event === 'message'), {
    what: 'the message',
  })
  const url = `/v1/rooms/${roomId}/pictures/${body.id}`
  const content = { pictureId: body.id, url, width: 1_200, height: 600 }
  assert.deepEqual([message['type'], message['content']], ['IMAGE', content])
  const page = await chat.call(member, { path: `/v1/rooms/${roomId}/messages` })
  assert.deepEqual(page.body.items.at(-1).content, content)

  const links = (await chat.call(member, { path: url, node: chat.nodes[1]! })).body as PictureLinks
  for (const [size, width] of [
    ['small', 200],
    ['medium', 600],
    ['large', 1_200],
  ] as const) {
    const file = await fetch(new URL(links[size], chat.nodes[0]!.url))
    assert.equal(file.status, 200)
    assert.match(file.headers.get('cache-control')!, /^private, max-age=\d+$/)
    assert.equal((await sharp(Buffer.from(await file.arrayBuffer())).metadata()).width, width)
  }
  assert.equal((await chat.call(stranger, { path: url })).body.code, 'NOT_A_MEMBER')
  await chat.call(member, { method: 'POST', path: `/v1/groups/${roomId}/leave` })
  assert.equal((await chat.call(member, { path: url })).body.code, 'NOT_A_MEMBER')
})

test('a link is valid for its file and its time only', async (t) => {
  const { chat, upload } = await openScene(t)
  const owner = await chat.member()
  const roomId = await chat.group(owner.id)
  const { body } = await upload(owner, roomId, await png(300, 200))
  const other = await upload(owner, roomId, await png(200, 300))
  const links = (await chat.call(owner, { path: `/v1/rooms/${roomId}/pictures/${body.id}` }))
    .body as PictureLinks
  const base = chat.nodes[0]!.url
  for (const changed of [
    links.small.replace('200.webp', '600.webp'),
    links.small.replace(body.id, other.body.id),
    links.small.replace(/expires=\d+/, 'expires=99999999999999'),
    links.small.replace(/.$/, ''),
  ]) {
    const response = await fetch(new URL(changed, base))
    assert.deepEqual(
      [response.status, ((await response.json()) as { code: string }).code],
      [403, 'PICTURE_LINK_INVALID'],
    )
  }
  const signer = new PictureLinkSigner('secret', 1_000)
  const { searchParams } = new URL(signer.linksTo(body.id, 5_500).medium, base)
  const link = { id: body.id, width: '600', ...Object.fromEntries(searchParams) } as Parameters<
    typeof signer.validFor
  >[0]
  assert.equal(signer.validFor(link, 6_999), 1)
  assert.equal(signer.validFor(link, 7_000), undefined)
  assert.equal(new PictureLinkSigner('other', 1_000).validFor(link, 6_000), undefined)
})

test('only who has uploaded a picture to the room sends it, within a day', async (t) => {
  const { chat, upload } = await openScene(t)
  const [owner, member] = [await chat.member(), await chat.member()]
  const [roomId, elsewhere] = [await chat.group(owner.id, member.id), await chat.group(owner.id, member.id)]
  const { id } = (await upload(owner, roomId, await png(300, 200))).body
  const refused = async (who: Person, draft: object) => {
    const client = await chat.client(who)
    assert.equal((await client.rejection('send', draft)).code, 'PICTURE_NOT_FOUND')
  }
  await refused(member, image(roomId, id))
  await refused(owner, image(elsewhere, id))
  await refused(owner, image(roomId, '0'.repeat(64)))
  await chat.sql`update room_pictures set uploaded_at = now() - interval '25 hours'`
  await refused(owner, image(roomId, id))
  // Uploading it again begins the day anew.
  assert.equal((await upload(owner, roomId, await png(300, 200))).body.id, id)
  await (await chat.client(owner)).request('send', image(roomId, id))
  // Once sent, it can be sent at any time.
  await chat.sql`update room_pictures set uploaded_at = now() - interval '25 hours'`
  await (await chat.client(owner)).request('send', image(roomId, id))
})

test('an image elsewhere is sent as before, in one batch with pictures, cards and texts', async (t) => {
  const { chat, upload } = await openScene(t)
  const owner = await chat.member()
  const roomId = await chat.group(owner.id)
  const productId = await chat.product(owner.id)
  const { id } = (await upload(owner, roomId, await png(300, 200))).body
  const client = await chat.client(owner)
  const elsewhere = { url: 'https://images.munova.example/1.jpg', width: 4, height: 3 }
  await Promise.all([
    client.request('send', { ...image(roomId, id), content: elsewhere }),
    client.request('send', image(roomId, id)),
    client.request('send', text(roomId, 'hello')),
    client.request('send', {
      roomId,
      clientMessageId: randomUUID(),
      type: 'PRODUCT',
      content: { productId },
    }),
  ])
  const { items } = (await chat.call(owner, { path: `/v1/rooms/${roomId}/messages` })).body
  assert.deepEqual(items[0].content, elsewhere)
  assert.equal(items[1].content.pictureId, id)
  assert.deepEqual(items[2].content, { text: 'hello' })
  assert.equal(items[3].content.productId, productId)
})

test('who joined later does not get links of pictures that they may not read', async (t) => {
  const { chat, upload } = await openScene(t)
  const [owner, late] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id)
  await chat.sql`update rooms set history_visibility = 'JOINED' where id = ${roomId}`
  const { id } = (await upload(owner, roomId, await png(300, 200))).body
  const client = await chat.client(owner)
  await client.request('send', image(roomId, id))
  await chat.call(late, { method: 'POST', path: `/v1/groups/${roomId}/join` })
  const path = `/v1/rooms/${roomId}/pictures/${id}`
  assert.equal((await chat.call(late, { path })).body.code, 'PICTURE_NOT_FOUND')
  await client.request('send', image(roomId, id))
  assert.equal((await chat.call(late, { path })).status, 200)
})

test('what is no picture, too large or too many is rejected', async (t) => {
  const settings = { PICTURE_BYTES: '50000', PICTURE_PIXELS: '100000', PICTURES_PER_HOUR: '1' }
  const { chat, upload } = await openScene(t, { settings })
  const [owner, stranger] = [await chat.member(), await chat.member()]
  const roomId = await chat.group(owner.id)
  const file = await png(300, 200)
  const cases = [
    [Buffer.alloc(0), 'PICTURE_TYPE_UNSUPPORTED'],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'PICTURE_TYPE_UNSUPPORTED'],
    [file.subarray(0, 60), 'PICTURE_UNREADABLE'],
    [await png(400, 300), 'PICTURE_TOO_LARGE'],
    [Buffer.alloc(50_001), 'PAYLOAD_TOO_LARGE'],
  ] as const
  for (const [bytes, code] of cases) assert.equal((await upload(owner, roomId, bytes)).body.code, code)
  assert.equal((await upload(stranger, roomId, file)).body.code, 'NOT_A_MEMBER')
  assert.equal((await upload(owner, roomId, file)).status, 201)
  assert.equal((await upload(owner, roomId, file)).status, 201)
  assert.equal((await upload(owner, roomId, await png(200, 300))).body.code, 'RATE_LIMITED')
  await chat.call(owner, { method: 'POST', path: `/v1/groups/${roomId}/close` })
  assert.equal((await upload(owner, roomId, file)).body.code, 'ROOM_CLOSED')
})

test('pictures that were not sent are deleted, and those of a deleted group', async (t) => {
  const settings = { PICTURE_CLEANUP_MS: '20', DELETED_GROUP_PURGE_MS: '20' }
  const { chat, upload } = await openScene(t, { settings })
  const owner = await chat.member()
  const [kept, deleted] = [await chat.group(owner.id), await chat.group(owner.id)]
  const ids: string[] = []
  for (const roomId of [kept, kept, deleted]) {
    ids.push((await upload(owner, roomId, await png(300 + ids.length, 200))).body.id)
  }
  const client = await chat.client(owner)
  await client.request('send', image(kept, ids[0]!))
  await client.request('send', image(deleted, ids[2]!))
  await chat.sql`update room_pictures set uploaded_at = now() - interval '26 hours'`
  const left = async () =>
    (await chat.sql<{ id: string }[]>`select id from room_pictures`).map(({ id }) => id)
  await until(async () => !(await left()).includes(ids[1]!), { what: 'the unsent picture is deleted' })
  assert.deepEqual((await left()).toSorted(), [ids[0]!, ids[2]!].toSorted())
  const path = `/v1/rooms/${deleted}/pictures/${ids[2]!}`
  const { small } = (await chat.call(owner, { path })).body as PictureLinks
  await chat.call(owner, { method: 'DELETE', path: `/v1/groups/${deleted}` })
  await until(async () => (await left()).length === 1, { what: 'the picture of the group is deleted' })
  assert.equal((await fetch(new URL(small, chat.nodes[0]!.url))).status, 404)
})
