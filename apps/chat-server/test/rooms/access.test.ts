import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import type { Sql } from '@munova/database'
import { AccessReader } from '../../src/rooms/room/access.ts'
import { openChat } from '../support/chat.ts'
import { upTo } from '../support/client.ts'

test('a storm of members who resume, each at a moment of its own, shares a few statements', async (t) => {
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
  const reader = new AccessReader(counted)
  const answers = []
  for (const { id } of [...members, stranger]) {
    answers.push(reader.of(id, roomId))
    await turn()
  }
  const roles = (await Promise.all(answers)).map((access) => access?.role)
  assert.deepEqual(roles, ['OWNER', ...upTo(299).map(() => 'MEMBER'), undefined])
  assert.ok(statements < 30, `${statements} statements`)
})
