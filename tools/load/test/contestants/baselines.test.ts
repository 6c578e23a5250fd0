import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { testDatabase, testTokens, until } from '@munova/testing'
import { freePort } from '@munova/tool-services'
import { baselineMigrations } from '../../baselines/chat-rooms.ts'
import { Connection, RequestRejected } from '../../src/clients/connection/connection.ts'
import type { OperationResult } from '../../src/clients/messages/connection-events.ts'
import { type AnyTransportName, transportOf } from '../../src/clients/connection/transport.ts'
import { signMembers } from '../../src/fixtures/members.ts'
import { lastSeqs, verifyStorage } from '../../src/measurement/storage.ts'
import { Program } from '../../src/system/program.ts'

const ROOM = 1

/** A baseline server with two members of its room, and one member who is not in it. */
async function openBaseline(t: TestContext, file: string, transport: AnyTransportName) {
  const { url, sql } = await testDatabase(t, baselineMigrations)
  const { keys, jwksFile } = await testTokens(t)
  await sql`insert into room_members values (${ROOM}, 1), (${ROOM}, 2)`
  const port = await freePort()
  const program = new Program({
    name: file,
    file: fileURLToPath(new URL(`../../baselines/${file}`, import.meta.url)),
    environment: { PORT: String(port), DATABASE_URL: url, AUTH_JWKS: jwksFile },
    log: (line) => t.diagnostic(line),
  })
  await program.start()
  t.after(() => program.stop())
  const people = await signMembers(keys, 3)
  const open = async (token: string) => {
    const received = {
      seqs: [] as number[],
      ids: [] as (string | undefined)[],
      results: [] as OperationResult[],
    }
    const address = { url: `http://127.0.0.1:${port}`, rsocketPort: port }
    const connection = await Connection.open(
      { transport: transportOf(transport), address, token },
      {
        onEvent(event) {
          received.seqs.push(event.seq)
          received.ids.push(event.clientMessageId())
        },
        onResult: (result) => received.results.push(result),
        onSubscriptionEnded() {},
        onClosed() {},
      },
    )
    t.after(() => connection.close())
    return Object.assign(received, { connection })
  }
  return { sql, people, open }
}

const baselines: [file: string, transport: AnyTransportName][] = [
  ['naive-ws.ts', 'ws'],
  ['socket-io.ts', 'socket.io'],
  ['stock-rsocket.ts', 'rsocket-tcp'],
]

for (const [file, transport] of baselines) {
  test(`${file} stores messages and delivers them to the members only`, async (t) => {
    const { sql, people, open } = await openBaseline(t, file, transport)
    const [sender, subscriber, stranger] = await Promise.all(people.map(({ token }) => open(token)))
    assert.equal(await sender!.connection.subscribe(ROOM), 0)
    assert.equal(await subscriber!.connection.subscribe(ROOM), 0)
    await assert.rejects(stranger!.connection.subscribe(ROOM), new RequestRejected('NOT_A_MEMBER'))
    const ids = Array.from({ length: 20 }, () => randomUUID())
    for (const clientMessageId of ids) {
      sender!.connection.send({ roomId: ROOM, clientMessageId, text: 'hello' })
    }
    const seqs = ids.map((_id, index) => index + 1)
    await until(() => subscriber!.seqs.length === 20 && sender!.results.length === 20, {
      what: 'all deliveries and acks',
    })
    assert.deepEqual([subscriber!.seqs, sender!.seqs], [seqs, seqs])
    assert.deepEqual(subscriber!.ids, ids)
    await subscriber!.connection.ping()
    assert.equal(stranger!.seqs.length, 0)

    assert.deepEqual(await lastSeqs(sql, [ROOM]), new Map([[ROOM, 20]]))
    const acked = ids.map((clientMessageId, index) => ({ roomId: ROOM, seq: index + 1, clientMessageId }))
    assert.deepEqual((await verifyStorage(sql, { roomIds: [ROOM], acked })).problems, [])
  })

  test(`${file} rejects a sign-in without a token`, async (t) => {
    const { open } = await openBaseline(t, file, transport)
    await assert.rejects(open('nonsense'), RequestRejected)
  })
}
