import { Address, AddressList, IdPath, SavedAddress } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { bearer, memberProblems } from '../../problems.ts'
import { listAddresses, removeAddress, saveAddress } from './book.ts'

export function addressRoutes(app: Http, context: Context): void {
  const documented = { tags: ['addresses'], security: bearer }
  const onRequest = app.authenticate.requireMember

  app.get(
    '/v1/addresses',
    {
      schema: { ...documented, summary: 'List my addresses', response: { 200: AddressList } },
      config: { problems: memberProblems },
      onRequest,
    },
    async ({ member }) => ({ items: await listAddresses(context.sql, member.memberId), nextCursor: null }),
  )

  app.post(
    '/v1/addresses',
    {
      schema: {
        ...documented,
        summary: 'Add an address',
        body: Address,
        response: { 201: SavedAddress },
      },
      config: { problems: [...memberProblems, 'TOO_MANY_ADDRESSES'] },
      onRequest,
    },
    async ({ member, body }, reply) =>
      reply.code(201).send(await saveAddress(context, member.memberId, body)),
  )

  app.delete(
    '/v1/addresses/:id',
    {
      schema: {
        ...documented,
        summary: 'Delete an address',
        params: IdPath,
        response: { 204: z.null() },
      },
      config: { problems: [...memberProblems, 'ADDRESS_NOT_FOUND'] },
      onRequest,
    },
    async ({ member, params }, reply) => {
      await removeAddress(context.sql, member.memberId, params.id)
      return reply.code(204).send(null)
    },
  )
}
