import { MemberPage, MemberPath, PageQuery, Room, RoomPath, TransferGroup } from '@munova/chat-contract'
import type { Http } from '@munova/service'
import type { Context } from '../../context.ts'
import { problem } from '../../problems.ts'
import type { LogEntry } from '../../log/entry.ts'
import { describe } from '../room/describe.ts'
import { knownMember } from '../room/known-member.ts'
import { type GroupLimits, transferGroup } from '../groups/groups.ts'
import { joinGroup, leaveGroup, listMembers, removeMember } from './membership.ts'
import { getRoom } from '../room/room.ts'

export function membershipRoutes(http: Http, context: Context, limits: GroupLimits): void {
  const { sql } = context
  const onRequest = http.authenticate.requireMember
  const publish = (entry: LogEntry | undefined) => entry && context.hub.publish(entry)

  http.post(
    '/v1/groups/:id/join',
    {
      onRequest: [onRequest, knownMember(sql)],
      ...describe(
        {
          tag: 'groups',
          summary: 'Join a group',
          problems: ['ROOM_NOT_FOUND', 'ROOM_CLOSED', 'ROOM_FULL', 'TOO_MANY_ROOMS'],
        },
        { params: RoomPath, response: { 200: Room } },
      ),
    },
    async (request) => {
      const { memberId } = request.member
      publish(await joinGroup(sql, memberId, { roomId: request.params.id, limits }))
      return getRoom(sql, memberId, request.params.id)
    },
  )

  http.post(
    '/v1/groups/:id/leave',
    {
      onRequest,
      ...describe(
        { tag: 'groups', summary: 'Leave a group', problems: ['ROOM_NOT_FOUND', 'OWNER_MUST_STAY'] },
        { params: RoomPath },
      ),
    },
    async (request, reply) => {
      publish(await leaveGroup(sql, request.member.memberId, request.params.id))
      return reply.code(204).send()
    },
  )

  http.post(
    '/v1/groups/:id/transfer',
    {
      onRequest,
      ...describe(
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
      publish(await transferGroup(sql, { roomId, ownerId, newOwnerId: request.body.memberId }))
      return getRoom(sql, ownerId, roomId)
    },
  )

  http.get(
    '/v1/groups/:id/members',
    {
      onRequest,
      ...describe(
        {
          tag: 'groups',
          summary: 'List the members of a group',
          problems: ['NOT_A_MEMBER', 'CURSOR_INVALID'],
        },
        { params: RoomPath, querystring: PageQuery, response: { 200: MemberPage } },
      ),
    },
    async (request) => {
      if (!(await context.access.of(request.member.memberId, request.params.id)))
        throw problem('NOT_A_MEMBER')
      return listMembers(sql, request.params.id, request.query)
    },
  )

  http.delete(
    '/v1/groups/:id/members/:memberId',
    {
      onRequest,
      ...describe(
        {
          tag: 'groups',
          summary: 'Remove a member from a group (owner)',
          problems: ['ROOM_NOT_FOUND', 'NOT_THE_OWNER', 'MEMBER_NOT_FOUND', 'OWNER_MUST_STAY'],
        },
        { params: MemberPath },
      ),
    },
    async (request, reply) => {
      const { id: roomId, memberId } = request.params
      context.hub.publish(await removeMember(sql, request.member.memberId, { roomId, memberId }))
      return reply.code(204).send()
    },
  )
}
