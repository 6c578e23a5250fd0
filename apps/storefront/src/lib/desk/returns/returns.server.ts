import { outcomeOf } from '@munova/http-client'
import type { RequestEvent } from '@sveltejs/kit'
import { changeKey } from '#lib/server/change-key.ts'
import { textOf } from '#lib/server/form.ts'
import { koreanInstant } from '#lib/server/korean-time.ts'
import { act } from '../acts/act.server.ts'

/* An administrator's answers to a return in place of its seller, as actions of pages. */

export const accept = (event: RequestEvent) =>
  act(event, 'accept', {
    make: ({ form, of }) =>
      outcomeOf(
        event.locals.shop.POST('/v1/admin/returns/{id}/accept', {
          params: { path: { id: of }, header: changeKey(form) },
          body: { restock: form.has('restock'), answer: textOf(form, 'answer') },
        }),
      ),
  })

export const reject = (event: RequestEvent) =>
  act(event, 'reject', {
    make: ({ form, of }) =>
      outcomeOf(
        event.locals.shop.POST('/v1/admin/returns/{id}/reject', {
          params: { path: { id: of }, header: changeKey(form) },
          body: { answer: textOf(form, 'answer') },
        }),
      ),
  })

export const extendAnswer = (event: RequestEvent) =>
  act(event, 'extendAnswer', {
    make: ({ form, of }) =>
      outcomeOf(
        event.locals.shop.POST('/v1/admin/returns/{id}/extend', {
          params: { path: { id: of } },
          body: { until: koreanInstant(textOf(form, 'until')) },
        }),
      ),
  })
