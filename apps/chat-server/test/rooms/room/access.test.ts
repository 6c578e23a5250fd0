import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { test } from 'node:test'
import type { Sql } from '@munova/database'
import { RoomAccess } from '../../../src/rooms/room/access.ts'
import { openChat } from '../../support/chat.ts'
import { upTo } from '../../support/client.ts'

test('300 members who resume at different moments share a few statements', async (t) => {
  const chat = await openChat(t)
  const members = await Promise.all(upTo(300).map(() => chat.member()))
  const stranger = await chat.member()
  const roomId = await chat.group(...members.map(({ id }) => id))
  let statements = 0
  const counted = new Proxy(chat.sql, {
    apply(sql, self, parts: Parameters<Sql>) {
      statements++
      return Reflect.apply(sql, self, parts)
    },
  })
  const access = new RoomAccess(counted)
  const responses = []
  for (const { id } of [...members, stranger]) {
    responses.push(access.of(id, roomId))
    await nextTurn()
  }
  const roles = (await Promise.all(responses)).map((response) => response?.role)
  assert.deepEqual(roles, ['OWNER', ...upTo(299).map(() => 'MEMBER'), undefined])
  assert.ok(statements < 30, `${statements} statements`)
})
