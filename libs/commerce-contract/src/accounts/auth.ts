import * as z from 'zod'
import { Email, Member, MemberName } from './members.ts'
import { NormalText } from '@munova/text-contract'

/** 10 to 128 characters of any kind. NFC, so that a Hangul password is the same on every system. */
export const NewPassword = NormalText.min(10).max(128)

/**
 * Identifies one device of a member: signing in on it again replaces only the session of that device.
 * Without it every sign-in counts as a new device.
 */
export const DeviceId = z
  .string()
  .regex(/^[\w.:-]{1,100}$/, 'must be 1 to 100 letters, digits, or any of _ . : -')

/** A new member has the role BUYER. */
export const SignUp = z.strictObject({
  email: Email,
  password: NewPassword,
  name: MemberName,
  deviceId: DeviceId.optional(),
})
export type SignUp = z.infer<typeof SignUp>

export const SignIn = z.strictObject({
  email: Email,
  password: NormalText.min(1).max(128),
  deviceId: DeviceId.optional(),
})
export type SignIn = z.infer<typeof SignIn>

/** The bearer token for `Authorization`, valid for `expiresIn` seconds, and the token that gets the next pair. */
export const TokenPair = z.object({
  accessToken: z.string(),
  expiresIn: z.int().positive(),
  refreshToken: z.string(),
})
export type TokenPair = z.infer<typeof TokenPair>

export const SignedIn = z.object({ ...TokenPair.shape, member: Member })
export type SignedIn = z.infer<typeof SignedIn>

/** After a refresh; without the refresh token when that of the request was in the cookie, as the next one is then. */
export const Refreshed = SignedIn.partial({ refreshToken: true })
export type Refreshed = z.infer<typeof Refreshed>

const RefreshToken = z.string().min(1).max(200)

/**
 * The token is in the body or, when the body has none, in the cookie `refresh_token`. Each token is valid once: a
 * repetition within seconds gets the same successor, a later use ends its session.
 */
export const Refresh = z.strictObject({ refreshToken: RefreshToken.optional() })
export type Refresh = z.infer<typeof Refresh>

/** There is nothing to say; a field would be a mistake. */
export const SignOutEverywhere = z.strictObject({})

/** Ends the session of the token. Without a token nothing happens, which is not an error. */
export const SignOut = z.strictObject({ refreshToken: RefreshToken.optional() })
export type SignOut = z.infer<typeof SignOut>
