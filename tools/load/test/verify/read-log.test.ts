import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { until } from '@munova/testing'
import { transportNames } from '../../src/clients/connection/transport.ts'
import { checkHistory } from '../../src/verify/checks/check-history.ts'
import { SimulatedMember } from '../../src/verify/members/member.ts'
import { readLog } from '../../src/verify/history/read-log.ts'
import { Recorder } from '../../src/verify/history/recorder.ts'
import { openChatServer } from '../support/chat-server.ts'

const RUN = '0badcafe'
const MESSAGES = 200

/** Members who have written to and read a room, one on each transport, and have disconnected. */
async function recordRun(t: TestContext) {
  const settings = { SENDS_BURST: '100000', OPERATIONS_BURST: '100000' }
  const { sql, node, people, roomId } = await openChatServer(t, transportNames.length, settings)
  const recorder = new Recorder()
  const members = people.map((person, index) => {
    const context = { recorder, nodes: [{ address: node, lastFault: undefined }], seed: 1, run: RUN }
    const transports = [transportNames[index]!]
    const options = { rooms: [roomId], otherRooms: [], proxy: undefined }
    return new SimulatedMember(person, { ...options, context: { ...context, transports } })
  })
  const running = Promise.all(members.map((member) => member.run()))
  await until(() => recorder.sent.acked >= MESSAGES, { what: 'acks' })
  for (const member of members) member.finishSending()
  await until(() => members.every((member) => member.isAnswered), { what: 'all answers' })
  const heads = await sql<{ last: number }[]>`select last_seq as last from rooms where id = ${roomId}`
  const { last } = heads[0]!
  await until(() => members.every(({ reader }) => reader.rooms.get(roomId)!.lastSeq === last), {
    what: 'all deliveries',
  })
  for (const member of members) member.stop()
  await running
  assert.deepEqual(recorder.problems, [])
  const found = async () => {
    const room = await readLog(sql, { roomId, members: people.map(({ memberId }) => memberId), run: RUN })
    const { sent, streams, connections, deleted } = recorder
    return checkHistory({ sent, rooms: [room], streams, connections, deleted })
  }
  return { sql, roomId, last, members: people.length, found }
}

test('deliveries on all transports equal the log, and every change of the log is found', async (t) => {
  const { sql, last, members, found } = await recordRun(t)
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
      ['log gap', 1],
      ['lost', 1],
      ['ghost', members],
    ],
  )
})
