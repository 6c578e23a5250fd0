import { Room, RoomPage } from '@munova/chat-contract'
import { ChatFailure } from './failure.ts'
import { request } from './http.ts'
import type { Session } from './session.ts'
import type { RoomChoice } from './settings.ts'

/** The rooms of the signed-in member, over HTTP. */
export interface Rooms {
  /** Newest activity first, at most 100. */
  list(): Promise<Room[]>
  /** The chosen room, open ones first; opens the inquiry or joins the group when necessary. Throws ChatFailure. */
  find(choice: RoomChoice): Promise<Room>
}

const PAGE = 100

export function openRooms(chat: readonly string[], session: Session): Rooms {
  const call = async (method: 'GET' | 'POST', path: string, body?: unknown) =>
    request(chat, { method, path, token: await session.token(), ...(body !== undefined && { body }) })
  const list = async (path: string) => RoomPage.parse(await call('GET', `${path}?limit=${PAGE}`)).items

  const rooms: Rooms = {
    list: () => list('/v1/rooms'),
    async find(choice) {
      if (choice.kind === 'group') return Room.parse(await call('POST', `/v1/groups/${choice.id}/join`))
      const isSeller = (await session.role()) === 'SELLER'
      if (choice.kind === 'product' && !isSeller) {
        return Room.parse(await call('POST', '/v1/inquiries', { productId: choice.id }))
      }
      const memberRooms =
        isSeller && choice.kind !== 'room' ? await list('/v1/seller/inquiries') : await rooms.list()
      const candidates = memberRooms.filter((candidate) => matches(candidate, choice))
      const room = candidates.find(({ status }) => status === 'OPEN') ?? candidates[0]
      if (room) return room
      throw new ChatFailure(
        choice.kind === 'newest'
          ? 'You have no rooms yet: --product ID opens an inquiry, --group ID joins a group'
          : `You have no room for ${choice.kind} ${choice.id}`,
      )
    },
  }
  return rooms
}

function matches(room: Room, choice: RoomChoice): boolean {
  switch (choice.kind) {
    case 'newest':
      return true
    case 'product':
      return room.product?.id === choice.id
    case 'room':
    case 'group':
      return room.id === choice.id
  }
}
