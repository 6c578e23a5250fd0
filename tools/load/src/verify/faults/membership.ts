import { setTimeout as pause } from 'node:timers/promises'
import type { ChatProcess } from '../system/chat-process.ts'
import type { Member } from '../members/member.ts'
import type { Place } from '../members/reader.ts'
import type { Journal } from '../history/recorder.ts'

const REPEAT_PAUSE_MS = 200
const REQUEST_TIMEOUT_MS = 10_000

export interface Change {
  member: Member
  owner: Member
  roomId: number
  nodes: readonly ChatProcess[]
  journal: Journal
}

/** Removed by the owner, outside for a while, in which they try to get in, then back. */
export async function removeForAWhile(change: Change, forMs: number): Promise<void> {
  const { member, owner, roomId } = change
  const place = member.reader.places.get(roomId)!
  if (!place.isIn) return
  place.wasRemoved = true
  await insist(change, {
    as: owner,
    method: 'DELETE',
    path: `/v1/groups/${roomId}/members/${member.person.memberId}`,
    // 404: an attempt before was heard, only its answer was lost.
    done: [204, 404],
  })
  place.isIn = false
  await pause(forMs / 2)
  await member.reader.trespass(roomId)
  await pause(forMs / 2)
  await letIn(change, place)
}

async function letIn(change: Change, place: Place): Promise<void> {
  const { member, roomId } = change
  place.returns++
  await insist(change, {
    as: member,
    method: 'POST',
    path: `/v1/groups/${roomId}/join`,
    done: [200],
  })
  member.reader.returned(roomId)
}

/** Repeats a request, on whichever node, until it is done. */
async function insist(
  { nodes, journal }: Change,
  request: { as: Member; method: 'DELETE' | 'POST'; path: string; done: number[] },
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const up = nodes.flatMap(({ address }) => address ?? [])
    const node = up[attempt % Math.max(1, up.length)]
    const status = node && (await ask(`${node.url}${request.path}`, request))
    if (status !== undefined && request.done.includes(status)) return
    if (status !== undefined && status < 500) {
      journal.problem(`${request.method} ${request.path} was answered ${status}`)
      return
    }
    await pause(REPEAT_PAUSE_MS)
  }
}

/** The status; undefined when there was no answer. */
async function ask(url: string, { as, method }: { as: Member; method: string }): Promise<number | undefined> {
  try {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${as.person.token}` },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return undefined
  }
}
