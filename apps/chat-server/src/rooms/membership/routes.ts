import { MemberPage, MemberPath, PageQuery, RemovedMemberPage, Room, RoomPath } from '@munova/chat-contract'
import type { Http } from '@munova/service'
import { problem } from '../../problems.ts'
import type { RoomsContext } from '../room/context.ts'
import { routeSchema } from '../room/route-schema.ts'
import { knownMember } from '../room/known-member.ts'
import { memberQuota } from '../room/member-quota.ts'
import { getRoom } from '../room/room.ts'
import { joinGroup } from './join.ts'
import { leaveGroup, removeMember } from './leave.ts'
import { listMembers } from './list.ts'
import { allowMember, listRemovedMembers } from './removed-members.ts'

/** Who is in a group, and how that changes. */
export function membershipRoutes(http: Http, context: RoomsContext): void {
  const { sql, roomLog, access } = context
  const roomsPerMember = context.config.ROOMS_PER_MEMBER
  const onRequest = http.authenticate.requireMember
  const membershipQuota = memberQuota(context.config, 'memberships')
  const roomChangeQuota = memberQuota(context.config, 'roomChanges')

  http.post(
    '/v1/groups/:id/join',
    {
      onRequest: [onRequest, knownMember(sql)],
      ...routeSchema(
        {
          tag: 'groups',
          summary: 'Join a group',
          problems: ['ROOM_NOT_FOUND', 'REMOVED_FROM_GROUP', 'ROOM_CLOSED', 'ROOM_FULL', 'TOO_MANY_ROOMS'],
        },
        { params: RoomPath, response: { 200: Room } },
      ),
    },
    async (request) => {
      const { memberId } = request.member
      await joinGroup(roomLog, memberId, {
        roomId: request.params.id,
        roomsPerMember,
        quota: membershipQuota,
      })
      return getRoom(sql, memberId, request.params.id)
    },
  )

  http.post(
    '/v1/groups/:id/leave',
    {
      onRequest,
      ...routeSchema(
        {
          tag: 'groups',
          summary: 'Leave a group; when the owner leaves, it goes to the member who has been in it longest',
          problems: ['ROOM_NOT_FOUND'],
        },
        { params: RoomPath },
      ),
    },
    async (request, reply) => {
      const { memberId } = request.member
      await leaveGroup(context, { memberId, roomId: request.params.id, quota: membershipQuota })
      return reply.code(204).send()
    },
  )

  http.get(
    '/v1/groups/:id/members',
    {
      onRequest,
      ...routeSchema(
        {
          tag: 'groups',
          summary: 'List the members of a group',
          problems: ['NOT_A_MEMBER', 'CURSOR_INVALID'],
        },
        { params: RoomPath, querystring: PageQuery, response: { 200: MemberPage } },
      ),
    },
    async (request) => {
      if (!(await access.of(request.member.memberId, request.params.id))) throw problem('NOT_A_MEMBER')
      return listMembers(sql, request.params.id, request.query)
    },
  )

  http.delete(
    '/v1/groups/:id/members/:memberId',
    {
      onRequest,
      ...routeSchema(
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
      await removeMember(roomLog, request.member.memberId, { roomId, memberId, quota: roomChangeQuota })
      return reply.code(204).send()
    },
  )

  http.get(
    '/v1/groups/:id/removed-members',
    {
      onRequest,
      ...routeSchema(
        {
          tag: 'groups',
          summary: 'List the members that were removed from a group (owner)',
          problems: ['ROOM_NOT_FOUND', 'NOT_THE_OWNER', 'CURSOR_INVALID'],
        },
        { params: RoomPath, querystring: PageQuery, response: { 200: RemovedMemberPage } },
      ),
    },
    (request) =>
      listRemovedMembers(sql, { roomId: request.params.id, ownerId: request.member.memberId }, request.query),
  )

  http.delete(
    '/v1/groups/:id/removed-members/:memberId',
    {
      onRequest,
      ...routeSchema(
        {
          tag: 'groups',
          summary: 'Let a removed member join again (owner)',
          problems: ['ROOM_NOT_FOUND', 'NOT_THE_OWNER'],
        },
        { params: MemberPath },
      ),
    },
    async (request, reply) => {
      const { id: roomId, memberId } = request.params
      await allowMember(sql, { roomId, ownerId: request.member.memberId, memberId, quota: roomChangeQuota })
      return reply.code(204).send()
    },
  )
}
