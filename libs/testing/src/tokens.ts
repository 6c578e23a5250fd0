import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeyRing, type Role, signAccessToken } from '@munova/auth'
import { type Cleanup, afterTheTest } from './cleanup.ts'

/** Signs access tokens without a commerce-api. */
export interface TestTokens {
  /** The key file, for a verifier. */
  jwksFile: string
  keys: KeyRing
  /** Signs a token; by default of a BUYER with the name `member <id>`, for one hour. `expiresIn` in seconds. */
  sign(member: {
    memberId: number
    role?: Role
    name?: string
    generation?: number
    expiresIn?: number
  }): Promise<string>
}

/** Signing keys for one test. */
export async function testTokens(t: Cleanup): Promise<TestTokens> {
  const folder = await mkdtemp(join(tmpdir(), 'munova-keys-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const jwksFile = join(folder, 'keys.json')
  const keys = await KeyRing.load(jwksFile)
  return {
    jwksFile,
    keys,
    sign: ({ memberId, role = 'BUYER', name = `member ${memberId}`, generation = 0, expiresIn = 3600 }) =>
      signAccessToken(keys, { memberId, role, name, generation }, expiresIn),
  }
}
