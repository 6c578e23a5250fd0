import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorTextTests, renderText } from '@munova/testing'
import { chatErrors, chatErrorTexts, type ChatErrorTexts } from '../../src/index.ts'

errorTextTests(chatErrors, chatErrorTexts)

const rooms = ({ rooms: most }: { rooms: number }) => `höchstens ${most}`

test('a language is complete, or it does not compile', () => {
  const { ROOM_FULL, TOO_MANY_ROOMS, ...others } = chatErrors
  // @ts-expect-error the title of ROOM_FULL is missing
  const withoutTitle: ChatErrorTexts = { ...others, TOO_MANY_ROOMS }
  // @ts-expect-error the detail of TOO_MANY_ROOMS is missing
  const withoutDetail: ChatErrorTexts = { ...others, ROOM_FULL, TOO_MANY_ROOMS: { title: 'zimmer' } }
  const complete: ChatErrorTexts = {
    ...others,
    ROOM_FULL: { title: 'voll' },
    TOO_MANY_ROOMS: { title: 'zu viele', details: { atMost: rooms } },
  }
  assert.equal(renderText(complete.TOO_MANY_ROOMS.details.atMost), 'höchstens 1,2')
  assert.ok(withoutTitle !== withoutDetail)
})
