import { randomUUID } from 'node:crypto'
import { BODY_SIZE_LIMIT } from '$app/env/private'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { type ApiProblem, fileBody, outcomeOf } from '@munova/http-client'
import { keyAfter, makeOnce } from '#lib/server/change-key.ts'
import { textOf } from '#lib/server/form.ts'
import { failWith, valueOrError } from '#lib/server/problems.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { csvText } from '#lib/server/seller/shipment-file.ts'
import { shownProblem } from '#lib/text/problem.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  requireRole(event, 'SELLER')
  const cursor = event.url.searchParams.get('cursor')
  const query = { limit: 10, ...(cursor && { cursor }) }
  const page = valueOrError(
    await outcomeOf(event.locals.shop.GET('/v1/seller/imports', { params: { query } })),
  )
  return {
    imports: page.items,
    nextCursor: page.nextCursor,
    isFirst: cursor === null,
    megabytes: Math.floor((FILE_BYTES / 2 ** 20) * 10) / 10,
  }
}

/** What a form has beside the text of a file. */
const FORM_BYTES = 10_000
/** Forms are in memory as a whole, whoever sends them, so that this is less than the API takes. */
const FILE_BYTES = BODY_SIZE_LIMIT - FORM_BYTES

/** An import of 10,000 lines takes half a minute, longer than the client waits elsewhere. Below the balancer's 60 s. */
const IMPORT_MS = 55_000

/** The file is in the page until it is imported, so that this works without script. */
export const actions: Actions = {
  check: async (event) => {
    requireRole(event, 'SELLER')
    if (Number(event.request.headers.get('content-length')) > BODY_SIZE_LIMIT) return tooLarge()
    const file = (await event.request.formData()).get('file')
    if (!(file instanceof File) || file.size === 0) return fail(400, { wrong: 'nothing' as const })
    const csv = csvText(new Uint8Array(await file.arrayBuffer()))
    if (sentBytes(csv) > FILE_BYTES) return tooLarge()
    const checked = await send(event, csv, { key: randomUUID(), dryRun: true })
    if (!checked.ok) return fail(checked.problem.status, whatIsWrong(checked.problem))
    return { csv, key: randomUUID(), result: checked.value }
  },
  import: async (event) => {
    requireRole(event, 'SELLER')
    const form = await event.request.formData()
    const [csv, key] = [textOf(form, 'csv'), textOf(form, 'key') || randomUUID()]
    const sent = await makeOnce(() => send(event, csv, { key, dryRun: false }))
    if (sent.ok) return { result: sent.value }
    return fail(sent.problem.status, { csv, key: keyAfter(sent.problem, key), ...whatIsWrong(sent.problem) })
  },
  undo: async (event) => {
    requireRole(event, 'SELLER')
    const id = Number(textOf(await event.request.formData(), 'id'))
    const params = { path: { id } }
    const undone = await outcomeOf(
      event.locals.shopWithin(IMPORT_MS).POST('/v1/seller/imports/{id}/undo', { params, body: {} as never }),
    )
    return undone.ok ? { undone: undone.value } : failWith(undone.problem, {})
  },
}

const tooLarge = () => fail(413, { wrong: 'tooLarge' as const })

/** The size with which a text comes back in a form: in UTF-8, whatever the file was in, and with the line breaks of forms. */
const sentBytes = (text: string) => new TextEncoder().encode(text.replaceAll(/\r?\n/g, '\r\n')).length

const send = ({ locals }: RequestEvent, csv: string, { key, dryRun }: { key: string; dryRun: boolean }) => {
  const { headers, ...body } = fileBody(new TextEncoder().encode(csv), 'text/csv')
  const params = { query: { dryRun }, header: { 'idempotency-key': key } }
  const shop = locals.shopWithin(IMPORT_MS)
  return outcomeOf(shop.POST('/v1/seller/products/import', { params, headers, ...body }))
}

/** Why no line of the file was read, or what else went wrong. */
function whatIsWrong(problem: ApiProblem) {
  if (problem.code === 'PAYLOAD_TOO_LARGE') return { wrong: 'tooLarge' as const }
  const [inFile] = problem.fields
  return inFile ? { inFile: inFile.message } : { problem: shownProblem(problem) }
}
