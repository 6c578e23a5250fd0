import type { CommerceSchemas } from '@munova/commerce-client'
import { outcomeOf } from '@munova/http-client'
import { error, type RequestEvent } from '@sveltejs/kit'
import { act } from '#lib/desk/acts/act.server.ts'
import { textOf } from '#lib/server/form.ts'
import { koreanInstant } from '#lib/server/korean-time.ts'
import { pathId } from '#lib/server/path-id.ts'

type Kind = CommerceSchemas['WaitingRoom']['kind']
type IdEvent = RequestEvent & { params: { id: string } }

/** The waiting room of what the page is about; undefined when it has none. */
export async function roomOf(
  event: IdEvent,
  kind: Kind,
): Promise<CommerceSchemas['WaitingRoom'] | undefined> {
  const path = { kind, id: pathId(event.params.id) }
  const found = await outcomeOf(
    event.locals.shop.GET('/v1/admin/waiting-rooms/{kind}/{id}', { params: { path } }),
  )
  if (found.ok) return found.value
  const { status, code, title } = found.problem
  if (code !== 'WAITING_ROOM_NOT_FOUND') error(status, { status, message: title, code })
  return undefined
}

/** The action of the form. */
export const setRoom = (event: IdEvent, kind: Kind) =>
  act(event, 'room', {
    make: ({ form }) =>
      outcomeOf(
        event.locals.shop.PUT('/v1/admin/waiting-rooms/{kind}/{id}', {
          params: { path: { kind, id: pathId(event.params.id) } },
          body: {
            opensAt: koreanInstant(textOf(form, 'opensAt')),
            closesAt: koreanInstant(textOf(form, 'closesAt')),
            admissionsPerSecond: Number(textOf(form, 'admissionsPerSecond')),
            capacity: Number(textOf(form, 'capacity')),
            verifiedOnly: form.has('verifiedOnly'),
          },
        }),
      ),
  })
