import {
  AdminBrand,
  AdminBrandPage,
  BrandPage,
  ChangeBrand,
  CreateBrand,
  IdPath,
  PageQuery,
} from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { actorOf } from '../../audit/actor.ts'
import type { Context } from '../../context.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { changeBrand, createBrand } from './change.ts'
import { listAllBrands, listBrands, readBrand } from './list.ts'

export function brandRoutes(app: Http, context: Context): void {
  const { sql } = context
  app.get(
    '/v1/brands',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'List brands by name',
        querystring: PageQuery,
        response: { 200: BrandPage },
      },
      config: { problems: ['CURSOR_INVALID', 'UNAVAILABLE'] },
    },
    (request) => listBrands(sql, request.query),
  )

  const administering = { tags: ['admin'], security: bearer }
  const onRequest = app.authenticate.requireRole('ADMIN')

  app.get(
    '/v1/admin/brands',
    {
      schema: {
        ...administering,
        summary: 'List brands by name, with those that are hidden (administrator)',
        querystring: PageQuery,
        response: { 200: AdminBrandPage },
      },
      config: { problems: [...roleProblems, 'CURSOR_INVALID'] },
      onRequest,
    },
    (request) => listAllBrands(sql, request.query),
  )

  app.post(
    '/v1/admin/brands',
    {
      schema: {
        ...administering,
        summary: 'Create a brand (administrator)',
        body: CreateBrand,
        response: { 201: AdminBrand },
      },
      config: { problems: [...roleProblems, 'BRAND_NAME_TAKEN'] },
      onRequest,
    },
    async (request, reply) => {
      const brand = await createBrand(context, actorOf(request), request.body)
      return reply.code(201).header('location', `/v1/admin/brands/${brand.id}`).send(brand)
    },
  )

  app.get(
    '/v1/admin/brands/:id',
    {
      schema: {
        ...administering,
        summary: 'Get a brand (administrator)',
        params: IdPath,
        response: { 200: AdminBrand },
      },
      config: { problems: [...roleProblems, 'BRAND_NOT_FOUND'] },
      onRequest,
    },
    (request) => readBrand(sql, request.params.id),
  )

  app.patch(
    '/v1/admin/brands/:id',
    {
      schema: {
        ...administering,
        summary: 'Rename, hide or show a brand, and set its other names (administrator)',
        description:
          'Absent fields stay unchanged; `aliases` replaces all of them. Products of a hidden brand keep it and stay on sale.',
        params: IdPath,
        body: ChangeBrand,
        response: { 200: AdminBrand },
      },
      config: { problems: [...roleProblems, 'BRAND_NOT_FOUND', 'BRAND_NAME_TAKEN'] },
      onRequest,
    },
    (request) => changeBrand(context, actorOf(request), { brandId: request.params.id, ...request.body }),
  )
}
