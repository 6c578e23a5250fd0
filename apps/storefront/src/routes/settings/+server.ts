import { redirect } from '@sveltejs/kit'
import { localPath } from '#lib/server/local-path.ts'
import { isLanguage } from '#lib/text/language.ts'
import { isTheme } from '#lib/theme.ts'
import type { RequestHandler } from './$types'

const YEAR_SECONDS = 365 * 24 * 60 * 60

/** Keeps language and theme in cookies; works without script. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
  const form = await request.formData()
  const options = { path: '/', maxAge: YEAR_SECONDS, secure: url.protocol === 'https:' }
  const language = form.get('language')
  if (isLanguage(language)) cookies.set('language', language, options)
  const theme = form.get('theme')
  if (isTheme(theme)) cookies.set('theme', theme, options)
  redirect(303, localPath(form.get('back')))
}
