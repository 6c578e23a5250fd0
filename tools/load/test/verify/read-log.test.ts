import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { until } from '@munova/testing'
import { transportNames } from '../../src/clients/connection/transport.ts'
import { judge } from '../../src/verify/checks/check-history.ts'
import { Member } from '../../src/verify/members/member.ts'
import { readLog } from '../../src/verify/history/read-log.ts'
import { Journal } from '../../src/verify/history/recorder.ts'
import { openChatServer } from '../support/chat-server.ts'

const RUN = '0badcafe'
const MESSAGES = 200

/** Members who have written and read a room, one on each transport, and have come to rest. */
async function written(t: TestContext) {
  const settings = { SENDS_BURST: '100000', OPERATIONS_BURST: '100000' }
  const { sql, node, people, roomId } = await openChatServer(t, transportNames.length, settings)
  const journal = new Journal()
  const members = people.map((person, place) => {
    const around = { journal, nodes: [{ address: node, lastFault: undefined }], seed: 1, run: RUN }
    const transports = [transportNames[place]!]
    const options = { rooms: [roomId], strangeRooms: [], relay: undefined }
    return new Member(person, { ...options, around: { ...around, transports } })
  })
  const lives = Promise.all(members.map((member) => member.live()))
  await until(() => journal.sent.acked >= MESSAGES, { what: 'acks' })
  for (const member of members) member.finish()
  await until(() => members.every((member) => member.isAnswered), { what: 'all answers' })
  const heads = await sql<{ last: number }[]>`select last_seq as last from rooms where id = ${roomId}`
  const { last } = heads[0]!
  await until(() => members.every(({ reader }) => reader.places.get(roomId)!.seen === last), {
    what: 'all deliveries',
  })
  for (const member of members) member.stop()
  await lives
  assert.deepEqual(journal.problems, [])
  const found = async () => {
    const room = await readLog(sql, { roomId, members: people.map(({ memberId }) => memberId), run: RUN })
    const { sent, streams, connections } = journal
    return judge({ sent, rooms: [room], streams, connections })
  }
  return { sql, roomId, last, members: people.length, found }
}

test('what members saw on all transports is what the log gives, and every change of it is found', async (t) => {
  const { sql, last, members, found } = await written(t)
  assert.ok(last >= MESSAGES)
  assert.deepEqual((await found()).first, [])

  await sql`update messages set sent_at = sent_at + interval '1 millisecond' where seq = 7`
  assert.deepEqual([...(await found()).counts], [['different', members]])
  await sql`update messages set content = '{"text":"another"}' where seq = 7`
  assert.deepEqual(
    [...(await found()).counts],
    [
      ['altered', 1],
      ['different', members],
    ],
  )
  await sql`delete from messages where seq = 7`
  assert.deepEqual(
    [...(await found()).counts],
    [
      ['hole', 1],
      ['lost', 1],
      ['ghost', members],
    ],
  )
})
