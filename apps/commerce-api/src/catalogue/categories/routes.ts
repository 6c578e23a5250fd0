import { Category, CategoryList, ChangeCategory, CreateCategory, IdPath } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import { actorOf } from '../../audit/actor.ts'
import { bearer, roleProblems } from '../../problems.ts'
import { changeCategory, createCategory, findCategory, removeCategory } from './change.ts'
import { readTree, type CatalogueContext } from './tree.ts'

export function categoryRoutes(app: Http, context: CatalogueContext): void {
  const { categories } = context
  app.get(
    '/v1/categories',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'Get the category tree',
        response: { 200: CategoryList },
      },
    },
    (_request, reply) => {
      // It changes seldom, and administrators see what they change at once from the answer to it.
      reply.header('cache-control', 'public, max-age=30')
      return { items: [...categories.items], nextCursor: null }
    },
  )

  const administering = { tags: ['admin'], security: bearer }
  const onRequest = app.authenticate.requireRole('ADMIN')

  app.post(
    '/v1/admin/categories',
    {
      schema: {
        ...administering,
        summary: 'Create a category (administrator)',
        description: 'A root, or a leaf of a root. Without a position it becomes the last one there.',
        body: CreateCategory,
        response: { 201: Category },
      },
      config: {
        problems: [
          ...roleProblems,
          'CATEGORY_NOT_FOUND',
          'CATEGORY_DEPTH',
          'CATEGORY_NAME_TAKEN',
          'TOO_MANY_CATEGORIES',
        ],
      },
      onRequest,
    },
    async (request, reply) => {
      const category = await createCategory(context, actorOf(request), request.body)
      return reply.code(201).header('location', `/v1/admin/categories/${category.id}`).send(category)
    },
  )

  app.get(
    '/v1/admin/categories/:id',
    {
      schema: {
        ...administering,
        summary: 'Get a category as it is stored now (administrator)',
        params: IdPath,
        response: { 200: Category },
      },
      config: { problems: [...roleProblems, 'CATEGORY_NOT_FOUND'] },
      onRequest,
    },
    async (request) => findCategory(await readTree(context.sql), request.params.id),
  )

  app.patch(
    '/v1/admin/categories/:id',
    {
      schema: {
        ...administering,
        summary: 'Rename, move or reorder a category (administrator)',
        description: 'Absent fields stay unchanged. A leaf takes its products along to another root.',
        params: IdPath,
        body: ChangeCategory,
        response: { 200: Category },
      },
      config: {
        problems: [...roleProblems, 'CATEGORY_NOT_FOUND', 'CATEGORY_DEPTH', 'CATEGORY_NAME_TAKEN'],
      },
      onRequest,
    },
    (request) =>
      changeCategory(context, actorOf(request), { categoryId: request.params.id, ...request.body }),
  )

  app.delete(
    '/v1/admin/categories/:id',
    {
      schema: {
        ...administering,
        summary: 'Remove a category that nothing uses (administrator)',
        description: 'Removed products and ended coupon campaigns keep their category and count too.',
        params: IdPath,
        response: { 204: z.null() },
      },
      config: { problems: [...roleProblems, 'CATEGORY_NOT_FOUND', 'CATEGORY_IN_USE'] },
      onRequest,
    },
    async (request, reply) => {
      await removeCategory(context, actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}
