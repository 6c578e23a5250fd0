/** A path of this site: a second slash or a backslash at its start would name another host. */
const own = /^\/(?![/\\])/

/** Where to go back to: a path of this site, never another origin; `/` for anything else. */
export function localPath(value: unknown): string {
  if (typeof value !== 'string' || !own.test(value)) return '/'
  const url = URL.parse(value, 'http://site.invalid')
  if (url?.host !== 'site.invalid') return '/'
  // Once more: dots in the text, as in `/.//host`, are gone now.
  const path = url.pathname + url.search + url.hash
  return own.test(path) ? path : '/'
}
