import { Room, RoomPage } from '@munova/chat-contract'
import { ChatFailure } from './failure.ts'
import { request } from './http.ts'
import type { Session } from './session.ts'
import type { Place } from './settings.ts'

/** The rooms of whoever is signed in, over HTTP. */
export interface Rooms {
  /** Newest activity first, at most 100. */
  list(): Promise<Room[]>
  /** The room to talk in, an open one if there is; opens the inquiry or joins the group if need be. Throws ChatFailure. */
  find(place: Place): Promise<Room>
}

const PAGE = 100

export function openRooms(chat: readonly string[], session: Session): Rooms {
  const call = async (method: 'GET' | 'POST', path: string, body?: unknown) =>
    request(chat, { method, path, token: await session.token(), ...(body !== undefined && { body }) })
  const list = async (path: string) => RoomPage.parse(await call('GET', `${path}?limit=${PAGE}`)).items

  const rooms: Rooms = {
    list: () => list('/v1/rooms'),
    async find(place) {
      if (place.kind === 'group') return Room.parse(await call('POST', `/v1/groups/${place.id}/join`))
      const isSeller = (await session.role()) === 'SELLER'
      if (place.kind === 'product' && !isSeller) {
        return Room.parse(await call('POST', '/v1/inquiries', { productId: place.id }))
      }
      const mine = isSeller && place.kind !== 'room' ? await list('/v1/seller/inquiries') : await rooms.list()
      const fitting = mine.filter((candidate) => isAt(candidate, place))
      const room = fitting.find(({ status }) => status === 'OPEN') ?? fitting[0]
      if (room) return room
      throw new ChatFailure(
        place.kind === 'newest'
          ? 'You are in no room yet: --product ID asks a seller, --group ID joins a group'
          : `You are in no room of ${place.kind} ${place.id}`,
      )
    },
  }
  return rooms
}

function isAt(room: Room, place: Place): boolean {
  switch (place.kind) {
    case 'newest':
      return true
    case 'product':
      return room.product?.id === place.id
    case 'room':
    case 'group':
      return room.id === place.id
  }
}
