import type { Cookies } from '@sveltejs/kit'

/** A token that scripts cannot read; sent with links from elsewhere too, so that these open as the visitor left the site. */
export function keepToken(
  cookies: Cookies,
  name: string,
  token: string,
  { maxAge, isSecure }: { maxAge: number; isSecure: boolean },
): void {
  cookies.set(name, token, { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure, maxAge })
}

export function dropToken(cookies: Cookies, name: string, { isSecure }: { isSecure: boolean }): void {
  cookies.delete(name, { path: '/', secure: isSecure })
}
