import {
  AdminBanner,
  AdminBannerPage,
  AdminBannerQuery,
  BannerEntry,
  BannerList,
  IdPath,
} from '@munova/commerce-contract'
import { sendJsonText, type Http } from '@munova/service'
import { actorOf } from '../audit/actor.ts'
import type { Context } from '../context.ts'
import { bearer, roleProblems } from '../problems.ts'
import { changeBanner, createBanner, endBanner } from './change.ts'
import { listBanners, listShownBanners, readBanner } from './list.ts'

export function bannerRoutes(app: Http, context: Context): void {
  const { sql } = context
  app.get(
    '/v1/banners',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'List the banners that the home page shows now',
        response: { 200: BannerList },
      },
      config: { problems: ['UNAVAILABLE'] },
    },
    async (request, reply) => sendJsonText(request, reply, JSON.stringify(await listShownBanners(context))),
  )

  const administering = { tags: ['admin'], security: bearer }
  const onRequest = app.authenticate.requireRole('ADMIN')

  app.get(
    '/v1/admin/banners',
    {
      schema: {
        ...administering,
        summary: 'List banners (administrator)',
        description:
          'Those that are shown or planned in the order of the home page, or those that have ended, the newest first. A cursor is valid only with the state of the page that it was returned with.',
        querystring: AdminBannerQuery,
        response: { 200: AdminBannerPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    (request) => listBanners(sql, request.query),
  )

  app.post(
    '/v1/admin/banners',
    {
      schema: {
        ...administering,
        summary: 'Create a banner (administrator)',
        body: BannerEntry,
        response: { 201: AdminBanner },
      },
      config: { problems: [...roleProblems, 'PICTURE_NOT_FOUND', 'TOO_MANY_BANNERS'] },
      onRequest,
    },
    async (request, reply) => {
      const banner = await createBanner(context, actorOf(request), request.body)
      return reply.code(201).header('location', `/v1/admin/banners/${banner.id}`).send(banner)
    },
  )

  app.get(
    '/v1/admin/banners/:id',
    {
      schema: {
        ...administering,
        summary: 'Get a banner (administrator)',
        params: IdPath,
        response: { 200: AdminBanner },
      },
      config: { problems: [...roleProblems, 'BANNER_NOT_FOUND'] },
      onRequest,
    },
    (request) => readBanner(sql, request.params.id),
  )

  app.put(
    '/v1/admin/banners/:id',
    {
      schema: {
        ...administering,
        summary: 'Change a banner that is shown or planned (administrator)',
        description: 'Sets all fields.',
        params: IdPath,
        body: BannerEntry,
        response: { 200: AdminBanner },
      },
      config: { problems: [...roleProblems, 'BANNER_NOT_FOUND', 'BANNER_ENDED', 'PICTURE_NOT_FOUND'] },
      onRequest,
    },
    (request) => changeBanner(context, actorOf(request), { bannerId: request.params.id, ...request.body }),
  )

  app.post(
    '/v1/admin/banners/:id/end',
    {
      schema: {
        ...administering,
        summary: 'End a banner now (administrator)',
        description: 'Idempotent.',
        params: IdPath,
        response: { 200: AdminBanner },
      },
      config: { problems: [...roleProblems, 'BANNER_NOT_FOUND'] },
      onRequest,
    },
    (request) => endBanner(context, actorOf(request), request.params.id),
  )
}
