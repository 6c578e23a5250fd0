/** Where to go back to: a path of this site, never another origin; `/` for anything else. */
export function localPath(value: unknown): string {
  if (typeof value !== 'string') return '/'
  const origin = 'http://site.invalid'
  const url = URL.parse(value, origin)
  // A backslash or two slashes at the start would name another host.
  return url?.origin === origin && /^\/(?![/\\])/.test(value) ? url.pathname + url.search + url.hash : '/'
}
