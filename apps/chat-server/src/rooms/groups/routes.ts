import {
  CreateGroup,
  GroupSearch,
  Room,
  RoomPage,
  RoomPath,
  TransferGroup,
  UpdateGroup,
} from '@munova/chat-contract'
import type { Http } from '@munova/service'
import { problem } from '../../problems.ts'
import type { RoomsContext } from '../room/context.ts'
import { routeSchema } from '../room/route-schema.ts'
import { knownMember } from '../room/known-member.ts'
import { lifecycleRoutes } from '../room/lifecycle-routes.ts'
import { memberQuota } from '../room/member-quota.ts'
import { getRoom } from '../room/room.ts'
import { createGroup, updateGroup } from './groups.ts'
import { deleteGroup } from '../membership/delete-group.ts'
import { transferGroup } from '../membership/transfer.ts'
import { searchGroups } from './search.ts'

export function groupRoutes(http: Http, context: RoomsContext): void {
  const { sql, roomLog, config } = context
  const limits = { maxMembers: config.GROUP_MAX_MEMBERS, roomsPerMember: config.ROOMS_PER_MEMBER }
  const onRequest = http.authenticate.requireMember
  const forEverybody = http.authenticate.admitVisitor
  const groupQuota = memberQuota(config, 'groups')
  const quota = memberQuota(config, 'roomChanges')

  http.post(
    '/v1/groups',
    {
      onRequest: [onRequest, knownMember(sql)],
      ...routeSchema(
        {
          tag: 'groups',
          summary: 'Create a group',
          problems: ['TITLE_TAKEN', 'TAG_NOT_FOUND', 'TOO_MANY_ROOMS'],
        },
        { body: CreateGroup, response: { 201: Room } },
      ),
    },
    async (request, reply) => {
      const creator = { memberId: request.member.memberId, limits, quota: groupQuota }
      const room = await createGroup(sql, creator, request.body)
      context.inboxSignals.roomChanged(room.id)
      return reply.code(201).header('location', `/v1/groups/${room.id}`).send(room)
    },
  )

  http.get(
    '/v1/groups',
    {
      onRequest: forEverybody,
      ...routeSchema(
        { tag: 'groups', summary: 'Search groups', problems: ['CURSOR_INVALID'] },
        { querystring: GroupSearch, response: { 200: RoomPage } },
      ),
    },
    (request) => searchGroups(sql, request.visitor?.memberId, request.query),
  )

  http.get(
    '/v1/groups/:id',
    {
      onRequest: forEverybody,
      ...routeSchema(
        { tag: 'groups', summary: 'Get a group', problems: ['ROOM_NOT_FOUND'] },
        { params: RoomPath, response: { 200: Room } },
      ),
    },
    async (request) => {
      const room = await getRoom(sql, request.visitor?.memberId, request.params.id)
      if (room.kind !== 'GROUP') throw problem('ROOM_NOT_FOUND')
      return room
    },
  )

  http.patch(
    '/v1/groups/:id',
    {
      onRequest,
      ...routeSchema(
        {
          tag: 'groups',
          summary: 'Change the title, maximum, tags or historyVisibility of a group (owner)',
          problems: ['ROOM_NOT_FOUND', 'NOT_THE_OWNER', 'TITLE_TAKEN', 'MAX_BELOW_COUNT', 'TAG_NOT_FOUND'],
        },
        { params: RoomPath, body: UpdateGroup, response: { 200: Room } },
      ),
    },
    async (request) => {
      const { memberId } = request.member
      const roomId = request.params.id
      await updateGroup(context, { roomId, ownerId: memberId, limits, quota }, request.body)
      return getRoom(sql, memberId, roomId)
    },
  )

  http.post(
    '/v1/groups/:id/transfer',
    {
      onRequest,
      ...routeSchema(
        {
          tag: 'groups',
          summary: 'Transfer a group to another member (owner)',
          problems: ['ROOM_NOT_FOUND', 'NOT_THE_OWNER', 'MEMBER_NOT_FOUND'],
        },
        { params: RoomPath, body: TransferGroup, response: { 200: Room } },
      ),
    },
    async (request) => {
      const { memberId: ownerId } = request.member
      const roomId = request.params.id
      await transferGroup(roomLog, { roomId, ownerId, newOwnerId: request.body.memberId, quota })
      return getRoom(sql, ownerId, roomId)
    },
  )

  http.delete(
    '/v1/groups/:id',
    {
      onRequest,
      ...routeSchema(
        {
          tag: 'groups',
          summary: 'Delete a group with its messages, for all its members (owner)',
          problems: ['ROOM_NOT_FOUND', 'NOT_THE_OWNER'],
        },
        { params: RoomPath },
      ),
    },
    async (request, reply) => {
      await deleteGroup(context, { roomId: request.params.id, ownerId: request.member.memberId, quota })
      return reply.code(204).send()
    },
  )

  lifecycleRoutes(http, context, { kind: 'GROUP', path: '/v1/groups', tag: 'groups' })
}
