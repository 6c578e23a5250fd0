/** The member has signed out, or another one has signed in. */
export class SignedOut extends Error {}

/** A token is fetched again when it ends within this time. */
const RENEW_BEFORE_MS = 30_000

/** The access token of this page's member, from the session of the site. In memory only; fetched once at a time. */
export class SessionToken {
  readonly #memberId: number
  #known: { token: string; until: number } | undefined
  #fetching: Promise<string> | undefined

  constructor(memberId: number) {
    this.#memberId = memberId
  }

  /** `fresh`: the one before was rejected or is about to end. Rejects with `SignedOut`, or when the site does not answer. */
  get({ fresh = false } = {}): Promise<string> {
    const known = this.#known
    if (!fresh && known && known.until > performance.now()) return Promise.resolve(known.token)
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined))
    return this.#fetching
  }

  async #fetch(): Promise<string> {
    const response = await fetch('/session', { cache: 'no-store' })
    if (response.status === 401) throw new SignedOut()
    if (!response.ok) throw new Error(`/session answers ${response.status}`)
    const session = (await response.json()) as { accessToken: string; expiresInMs: number; memberId: number }
    if (session.memberId !== this.#memberId) throw new SignedOut()
    this.#known = {
      token: session.accessToken,
      until: performance.now() + session.expiresInMs - RENEW_BEFORE_MS,
    }
    return session.accessToken
  }
}
