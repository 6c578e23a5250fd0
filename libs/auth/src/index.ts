export { guard, type Guard } from './guard.ts'
export { KeyRing, type SigningKey } from './key-ring.ts'
export { hashPassword, needsRehash, verifyPassword } from './passwords.ts'
export { createPassReader, signPass, type Pass } from './passes.ts'
export { RevokedTokens, type MemberAccess, type RevokedTokensOptions } from './revoked-tokens.ts'
export { Role, signAccessToken, type Identity } from './tokens.ts'
export {
  AuthError,
  createVerifier,
  type AuthErrorCode,
  type Verifier,
  type VerifierOptions,
} from './verifier.ts'
