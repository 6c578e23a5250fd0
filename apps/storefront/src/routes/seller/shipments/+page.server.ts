import { fail } from '@sveltejs/kit'
import type { CommerceSchemas } from '@munova/commerce-client'
import { type ApiProblem, fileBody, outcomeOf } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { requireRole } from '#lib/server/require-member.ts'
import { csvText, failedLines } from '#lib/server/seller/shipment-file.ts'
import { shownProblem } from '#lib/text/problem.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = (event) => {
  requireRole(event, 'SELLER')
}

export const actions: Actions = {
  /** The file, or else what was pasted. Lines that fail are in the field again, so that they can be corrected. */
  default: async (event) => {
    requireRole(event, 'SELLER')
    const form = await event.request.formData()
    const file = form.get('file')
    const bytes =
      file instanceof File && file.size > 0
        ? new Uint8Array(await file.arrayBuffer())
        : new TextEncoder().encode(textOf(form, 'pasted'))
    const pasted = csvText(bytes)
    if (pasted.trim() === '') return fail(400, { pasted, wrong: 'nothing' as const })
    const { shop } = event.locals
    const sent = await outcomeOf(shop.POST('/v1/seller/shipments/import', fileBody(bytes, 'text/csv')))
    if (!sent.ok) return fail(sent.problem.status, { pasted, ...whatIsWrong(sent.problem) })
    const { lines, shipped, repeated, failed } = sent.value
    return {
      pasted: failedLines(pasted, lines),
      result: {
        counts: { SHIPPED: shipped, REPEATED: repeated, FAILED: failed },
        lines: lines.map(resultOf),
      },
    }
  },
}

/** Why no line of the text was read. */
function whatIsWrong(problem: ApiProblem) {
  if (problem.code === 'PAYLOAD_TOO_LARGE') return { wrong: 'tooLarge' as const }
  const [inFile] = problem.fields
  return inFile ? { file: inFile.message } : { problem: shownProblem(problem) }
}

function resultOf({ line, orderNumber, result, code, reason }: CommerceSchemas['ImportedLine']) {
  return { line, orderNumber, result, code, reason }
}
