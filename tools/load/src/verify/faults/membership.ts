import { setTimeout as pause } from 'node:timers/promises'
import type { ChatProcess } from '../system/chat-process.ts'
import type { Member } from '../members/member.ts'
import type { RoomState } from '../members/reader.ts'
import type { Recorder } from '../history/recorder.ts'

const RETRY_PAUSE_MS = 200
const REQUEST_TIMEOUT_MS = 10_000

export interface Change {
  member: Member
  owner: Member
  roomId: number
  nodes: readonly ChatProcess[]
  recorder: Recorder
}

/** The owner removes the member, who probes the room meanwhile, and is allowed and rejoins after `forMs`. */
export async function removeTemporarily(change: Change, forMs: number): Promise<void> {
  const { member, owner, roomId } = change
  const room = member.reader.rooms.get(roomId)!
  if (!room.isMember) return
  room.wasRemoved = true
  await repeatUntilDone(change, {
    as: owner,
    method: 'DELETE',
    path: `/v1/groups/${roomId}/members/${member.person.memberId}`,
    done: [204],
  })
  room.isMember = false
  await pause(forMs / 2)
  await member.reader.probeForbiddenRoom(roomId)
  await pause(forMs / 2)
  await rejoin(change, room)
}

async function rejoin(change: Change, room: RoomState): Promise<void> {
  const { member, owner, roomId } = change
  await repeatUntilDone(change, {
    as: owner,
    method: 'DELETE',
    path: `/v1/groups/${roomId}/removed-members/${member.person.memberId}`,
    done: [204],
  })
  room.rejoins++
  await repeatUntilDone(change, {
    as: member,
    method: 'POST',
    path: `/v1/groups/${roomId}/join`,
    done: [200],
  })
  member.reader.rejoined(roomId)
}

/** Repeats a request on any node until it succeeds. */
async function repeatUntilDone(
  { nodes, recorder }: Change,
  request: { as: Member; method: 'DELETE' | 'POST'; path: string; done: number[] },
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const up = nodes.flatMap(({ address }) => address ?? [])
    const node = up[attempt % Math.max(1, up.length)]
    const status = node && (await send(`${node.url}${request.path}`, request))
    if (status !== undefined && request.done.includes(status)) return
    if (status !== undefined && status < 500) {
      recorder.problem(`${request.method} ${request.path} got status ${status}`)
      return
    }
    await pause(RETRY_PAUSE_MS)
  }
}

/** The response status; undefined when there was no response. */
async function send(
  url: string,
  { as, method }: { as: Member; method: string },
): Promise<number | undefined> {
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
