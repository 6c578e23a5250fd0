import { SignInNeeded } from '@munova/chat-client'
import { ChatFailure } from './failure.ts'
import { request } from './http.ts'
import type { Settings } from './settings.ts'

/** The session of the signed-in member. */
export interface Session {
  /** A valid access token. `fresh`: the last one is expired or about to expire. Throws SignInNeeded when there is no other. */
  token(options?: { fresh: boolean }): Promise<string>
  /** BUYER, SELLER, ADMIN. */
  role(): Promise<string>
  /** Ends the session on the server, too. */
  close(): Promise<void>
}

interface Tokens {
  accessToken: string
  refreshToken: string
  /** Epoch milliseconds. */
  expiresAt: number
}

/** A token is replaced this long before it expires, so that it is valid during the request. */
const EXPIRY_MARGIN_MS = 30_000

export function openSession({ credentials, api }: Pick<Settings, 'credentials' | 'api'>): Session {
  return credentials.kind === 'token' ? tokenSession(credentials.token) : accountSession(api, credentials)
}

function tokenSession(token: string): Session {
  return {
    token: async ({ fresh } = { fresh: false }) => {
      if (fresh) throw new SignInNeeded('The token has expired')
      return token
    },
    role: async () => roleIn(token),
    close: async () => {},
  }
}

function accountSession(api: string, account: { email: string; password: string }): Session {
  let tokens: Tokens | undefined
  let renewal: Promise<Tokens> | undefined

  const signIn = async () => {
    const { email, password } = account
    return parseTokens(
      await request([api], { method: 'POST', path: '/v1/auth/sign-in', body: { email, password } }),
    )
  }
  const refresh = async ({ refreshToken }: Tokens) =>
    parseTokens(await request([api], { method: 'POST', path: '/v1/auth/refresh', body: { refreshToken } }))

  /** Signs in again when the session has ended; a wrong password is final. */
  const renew = async () => {
    try {
      return await (tokens ? refresh(tokens).catch(signInAgainAfter) : signIn())
    } catch (error) {
      if (error instanceof ChatFailure && error.code === 'WRONG_CREDENTIALS') {
        throw new SignInNeeded(error.message)
      }
      throw error
    }
  }
  const signInAgainAfter = (error: unknown) => {
    if (error instanceof ChatFailure && error.code !== undefined) return signIn()
    throw error
  }

  const session: Session = {
    async token({ fresh } = { fresh: false }) {
      if (tokens && !fresh && Date.now() < tokens.expiresAt - EXPIRY_MARGIN_MS) return tokens.accessToken
      // A refresh token works once, so there is one renewal at a time.
      renewal ??= renew().finally(() => (renewal = undefined))
      tokens = await renewal
      return tokens.accessToken
    },
    role: async () => roleIn(await session.token()),
    async close() {
      await renewal?.catch(() => {})
      if (!tokens) return
      const { refreshToken } = tokens
      tokens = undefined
      // If the server is unreachable, the session expires on its own.
      await request([api], { method: 'POST', path: '/v1/auth/sign-out', body: { refreshToken } }).catch(
        () => {},
      )
    },
  }
  return session
}

function parseTokens(json: unknown): Tokens {
  const { accessToken, refreshToken, expiresIn } = (json ?? {}) as Record<string, unknown>
  if (typeof accessToken !== 'string' || typeof refreshToken !== 'string' || typeof expiresIn !== 'number') {
    throw new ChatFailure('The server at --api is not commerce-api')
  }
  return { accessToken, refreshToken, expiresAt: Date.now() + expiresIn * 1_000 }
}

/** Not verified: it only selects the list of rooms to request; the server authorizes the request. */
function roleIn(token: string): string {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
    return String((JSON.parse(payload) as { role?: unknown }).role)
  } catch {
    throw new ChatFailure('--token is not an access token')
  }
}
