import {
  PictureFilePath,
  PictureLinkQuery,
  PictureLinks,
  RoomPath,
  RoomPicture,
  RoomPicturePath,
} from '@munova/chat-contract'
import type { PictureWidth } from '@munova/pictures'
import { addUploads, type Http, uploadOf } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { problem } from '../../problems.ts'
import { routeSchema } from '../room/route-schema.ts'
import type { PicturesContext } from './context.ts'
import { linkPicture } from './link.ts'
import { storePicture } from './store.ts'

const RETRY_AFTER_MS = 1_000

/** Pictures of rooms: to upload and to link them needs a member. */
export function roomPictureRoutes(http: Http, context: PicturesContext): void {
  const { config, pictures } = context
  const requireMember = http.authenticate.requireMember

  /** Counts the upload before its body is read. */
  const begin = ({ member }: FastifyRequest) => {
    const begun = pictures.uploads.begin(member.memberId)
    if (begun === 'PROCESS') throw problem('OVERLOADED', { retryAfterMs: RETRY_AFTER_MS })
    if (begun === 'MEMBER') throw problem('TOO_MANY_UPLOADS', { retryAfterMs: RETRY_AFTER_MS })
    return begun
  }

  addUploads(http, { maxBytes: config.PICTURE_BYTES, begin }, (scope, counted) => {
    const { schema, config: about } = routeSchema(
      {
        tag: 'rooms',
        summary: 'Upload a picture to a room: JPEG, PNG or WebP. Send it as an IMAGE within 24 hours',
        problems: [
          'NOT_A_MEMBER',
          'ROOM_CLOSED',
          'PAYLOAD_TOO_LARGE',
          'PICTURE_TYPE_UNSUPPORTED',
          'PICTURE_UNREADABLE',
          'PICTURE_TOO_LARGE',
          'TOO_MANY_UPLOADS',
          'OVERLOADED',
          'PICTURES_UNAVAILABLE',
        ],
      },
      { params: RoomPath, response: { 201: RoomPicture } },
    )
    scope.post(
      '/v1/rooms/:id/pictures',
      { onRequest: [requireMember, counted], schema, config: { ...about, consumes: 'image/*' } },
      async (request, reply) => {
        const uploader = { roomId: request.params.id, memberId: request.member.memberId }
        const picture = await storePicture(context, uploader, uploadOf(request))
        return reply
          .code(201)
          .header('location', `/v1/rooms/${uploader.roomId}/pictures/${picture.id}`)
          .send(picture)
      },
    )
  })

  http.get(
    '/v1/rooms/:id/pictures/:pictureId',
    {
      onRequest: requireMember,
      ...routeSchema(
        {
          tag: 'rooms',
          summary: 'Get links to a picture of a room, valid for minutes',
          problems: ['NOT_A_MEMBER', 'PICTURE_NOT_FOUND'],
        },
        { params: RoomPicturePath, response: { 200: PictureLinks } },
      ),
    },
    (request) => {
      const { id: roomId, pictureId } = request.params
      return linkPicture(context, { roomId, pictureId, memberId: request.member.memberId })
    },
  )
}

/** The files, for everybody who has a link. */
export function pictureFileRoute(http: Http, { pictures }: Pick<PicturesContext, 'pictures'>): void {
  http.get(
    '/v1/pictures/:id/:width.webp',
    {
      schema: {
        tags: ['rooms'],
        summary: 'Get a picture by its link',
        params: PictureFilePath,
        querystring: PictureLinkQuery,
      },
      config: {
        produces: 'image/webp',
        problems: ['PICTURE_LINK_INVALID', 'PICTURE_NOT_FOUND', 'PICTURES_UNAVAILABLE'],
      },
    },
    async (request, reply) => {
      const { id, width } = request.params
      const validMs = pictures.links.validFor({ id, width, ...request.query })
      if (validMs === undefined) throw problem('PICTURE_LINK_INVALID')
      const file = await pictures.store.get(id, Number(width) as PictureWidth)
      if (!file) throw problem('PICTURE_NOT_FOUND')
      return reply
        .headers({
          'cache-control': `private, max-age=${Math.floor(validMs / 1_000)}`,
          'cross-origin-resource-policy': 'cross-origin',
        })
        .type('image/webp')
        .send(file)
    },
  )
}
