import { error } from '@sveltejs/kit'

/** An id in the path of a page; anything else is a page that does not exist. */
export function pathId(value: string): number {
  const id = Number(value)
  if (!Number.isSafeInteger(id) || id < 1)
    error(404, { status: 404, message: 'NOT_FOUND', code: 'NOT_FOUND' })
  return id
}
