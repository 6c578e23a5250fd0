import { AddressEntry, AddressList, IdPath, SavedAddress } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { bearer, memberProblems } from '../../problems.ts'
import { listAddresses, readAddress, removeAddress, replaceAddress, saveAddress } from './book.ts'

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
        description: 'The first address of a member is the default.',
        body: AddressEntry,
        response: { 201: SavedAddress },
      },
      config: { problems: [...memberProblems, 'TOO_MANY_ADDRESSES'] },
      onRequest,
    },
    async ({ member, body }, reply) => {
      const address = await saveAddress(context, member.memberId, body)
      return reply.code(201).header('location', `/v1/addresses/${address.id}`).send(address)
    },
  )

  app.get(
    '/v1/addresses/:id',
    {
      schema: { ...documented, summary: 'Get an address', params: IdPath, response: { 200: SavedAddress } },
      config: { problems: [...memberProblems, 'ADDRESS_NOT_FOUND'] },
      onRequest,
    },
    ({ member, params }) => readAddress(context.sql, { memberId: member.memberId, id: params.id }),
  )

  app.put(
    '/v1/addresses/:id',
    {
      schema: {
        ...documented,
        summary: 'Replace an address',
        params: IdPath,
        body: AddressEntry,
        response: { 200: SavedAddress },
      },
      config: { problems: [...memberProblems, 'ADDRESS_NOT_FOUND'] },
      onRequest,
    },
    ({ member, params, body }) =>
      replaceAddress(context.sql, { memberId: member.memberId, id: params.id }, body),
  )

  app.delete(
    '/v1/addresses/:id',
    {
      schema: {
        ...documented,
        summary: 'Delete an address',
        description: 'After the default, the newest of the others is the default.',
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
