import { Picture, PicturePath } from '@munova/commerce-contract'
import type { PictureWidth } from '@munova/pictures'
import { addUploads, type Http, uploadOf } from '@munova/service'
import type { FastifyRequest } from 'fastify'
import { pictureUploads } from '../accounts/attempts/limits.ts'
import { countAttempts } from '../accounts/attempts/count.ts'
import { bearer, problem, roleProblems } from '../problems.ts'
import type { PicturesContext } from './context.ts'
import { storePicture } from './store.ts'

/** A file never changes: it has the hash of its upload as its name. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const RETRY_AFTER_MS = 1_000

/** Pictures for products. */
export function pictureRoutes(app: Http, context: PicturesContext): void {
  const { config, pictures } = context

  /** Counts the upload before its body is read. */
  const begin = ({ member }: FastifyRequest) => {
    const begun = pictures.uploads.begin(member.memberId)
    if (begun === 'PROCESS') throw problem('OVERLOADED', { retryAfterMs: RETRY_AFTER_MS })
    if (begun === 'MEMBER') {
      const uploads = config.PICTURE_UPLOADS_PER_MEMBER
      throw problem('TOO_MANY_UPLOADS', { detail: 'atMost', uploads, retryAfterMs: RETRY_AFTER_MS })
    }
    return begun
  }

  addUploads(app, { maxBytes: config.PICTURE_BYTES, begin }, (scope, counted) => {
    scope.post(
      '/v1/pictures',
      {
        schema: {
          tags: ['seller products'],
          security: bearer,
          summary: 'Upload a picture (seller, administrator)',
          description:
            'The body is the file: JPEG, PNG or WebP, whatever its media type says. It is decoded and written anew, without metadata. A repeated upload is the same picture. Products take the addresses of the seller’s own pictures in `images`; a picture that no product has had within a day is deleted.',
          response: { 201: Picture },
        },
        config: {
          consumes: 'image/*',
          problems: [
            ...roleProblems,
            'PAYLOAD_TOO_LARGE',
            'PICTURE_TYPE_UNSUPPORTED',
            'PICTURE_UNREADABLE',
            'PICTURE_TOO_LARGE',
            'TOO_MANY_PICTURES',
            'RATE_LIMITED',
            'TOO_MANY_UPLOADS',
            'OVERLOADED',
            'PICTURES_UNAVAILABLE',
          ],
        },
        onRequest: [app.authenticate.requireRole('SELLER', 'ADMIN'), counted],
      },
      async (request, reply) => {
        const { memberId } = request.member
        await countAttempts(context, [pictureUploads(config, memberId)])
        const picture = await storePicture(context, memberId, uploadOf(request))
        return reply.code(201).header('location', picture.urls.large).send(picture)
      },
    )
  })

  app.get(
    '/v1/pictures/:id/:width.webp',
    {
      schema: { tags: ['products'], summary: 'Get a picture', params: PicturePath },
      config: { produces: 'image/webp', problems: ['PICTURE_NOT_FOUND', 'PICTURES_UNAVAILABLE'] },
    },
    async (request, reply) => {
      const { id, width } = request.params
      const etag = `"${id}-${width}"`
      void reply.headers({ etag, 'cache-control': FOR_EVER, 'cross-origin-resource-policy': 'cross-origin' })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      const file = await pictures.store.get(id, Number(width) as PictureWidth)
      if (!file) throw problem('PICTURE_NOT_FOUND')
      return reply.type('image/webp').send(file)
    },
  )
}
