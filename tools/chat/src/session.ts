import { SignInNeeded } from '@munova/chat-client'
import { ChatFailure } from './failure.ts'
import { request } from './http.ts'
import type { Settings } from './settings.ts'

/** Who talks, and an access token that is good whenever one is asked for. */
export interface Session {
  /** `fresh`: the last one was refused or is about to expire. Throws SignInNeeded when there is no other. */
  token(ask?: { fresh: boolean }): Promise<string>
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

/** A token is replaced so long before it expires, that it is good for the request it was asked for. */
const MARGIN_MS = 30_000

export function openSession({ who, api }: Pick<Settings, 'who' | 'api'>): Session {
  return who.kind === 'token' ? givenToken(who.token) : signedIn(api, who)
}

function givenToken(token: string): Session {
  return {
    token: async ({ fresh } = { fresh: false }) => {
      if (fresh) throw new SignInNeeded('The token has expired')
      return token
    },
    role: async () => roleIn(token),
    close: async () => {},
  }
}

function signedIn(api: string, account: { email: string; password: string }): Session {
  let tokens: Tokens | undefined
  let renewing: Promise<Tokens> | undefined

  const signIn = async () => {
    const { email, password } = account
    return readTokens(
      await request([api], { method: 'POST', path: '/v1/auth/sign-in', body: { email, password } }),
    )
  }
  const refresh = async ({ refreshToken }: Tokens) =>
    readTokens(await request([api], { method: 'POST', path: '/v1/auth/refresh', body: { refreshToken } }))

  /** A session that ended meanwhile is begun again; a password that is wrong is the end. */
  const renew = async () => {
    try {
      return await (tokens ? refresh(tokens).catch(signInWhenRefused) : signIn())
    } catch (error) {
      if (error instanceof ChatFailure && error.code === 'WRONG_CREDENTIALS') {
        throw new SignInNeeded(error.message)
      }
      throw error
    }
  }
  const signInWhenRefused = (error: unknown) => {
    if (error instanceof ChatFailure && error.code !== undefined) return signIn()
    throw error
  }

  const session: Session = {
    async token({ fresh } = { fresh: false }) {
      if (tokens && !fresh && Date.now() < tokens.expiresAt - MARGIN_MS) return tokens.accessToken
      // A refresh token works once, so there is one renewal at a time.
      renewing ??= renew().finally(() => (renewing = undefined))
      tokens = await renewing
      return tokens.accessToken
    },
    role: async () => roleIn(await session.token()),
    async close() {
      await renewing?.catch(() => {})
      if (!tokens) return
      const { refreshToken } = tokens
      tokens = undefined
      // Not reached: the session ends by itself when it is not used.
      await request([api], { method: 'POST', path: '/v1/auth/sign-out', body: { refreshToken } }).catch(
        () => {},
      )
    },
  }
  return session
}

function readTokens(answer: unknown): Tokens {
  const { accessToken, refreshToken, expiresIn } = (answer ?? {}) as Record<string, unknown>
  if (typeof accessToken !== 'string' || typeof refreshToken !== 'string' || typeof expiresIn !== 'number') {
    throw new ChatFailure('--api does not answer like commerce-api')
  }
  return { accessToken, refreshToken, expiresAt: Date.now() + expiresIn * 1_000 }
}

/** Not verified: it decides only which list is looked at, the server decides what is shown. */
function roleIn(token: string): string {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
    return String((JSON.parse(payload) as { role?: unknown }).role)
  } catch {
    throw new ChatFailure('--token is not an access token')
  }
}
