import * as z from 'zod'
import { Email, Member, MemberName } from './members.ts'
import { Instant } from '../primitives.ts'
import { NormalText, singleLine } from '@munova/text-contract'

/** 10 to 128 characters of any kind. NFC, so that a Hangul password is the same on every system. */
export const NewPassword = NormalText.min(10).max(128)

/** A password that is compared with the stored one. */
export const CurrentPassword = NormalText.min(1).max(128)

/**
 * Identifies one device of a member: signing in on it again replaces only the session of that device.
 * Without it every sign-in counts as a new device.
 */
export const DeviceId = z
  .string()
  .regex(/^[\w.:-]{1,100}$/, 'must be 1 to 100 letters, digits, or any of _ . : -')

/**
 * The `deviceToken` of an earlier sign-in on this device, from the body or the cookie `device_token`: failed sign-ins on other
 * devices do not lock this one out. Any other text has no effect.
 */
export const DeviceToken = z.string().min(1).max(200)

/** A text of the shop that a member has agreed to. The version changes with the text. */
export const Consent = z.strictObject({
  document: z.enum(['TERMS', 'PRIVACY']),
  version: singleLine({ max: 64 }),
})
export type Consent = z.infer<typeof Consent>

/** A new member has the role BUYER. `consents` are stored with the time. */
export const SignUp = z.strictObject({
  email: Email,
  password: NewPassword,
  name: MemberName,
  deviceId: DeviceId.optional(),
  deviceToken: DeviceToken.optional(),
  consents: z.array(Consent).max(2).default([]),
})
export type SignUp = z.infer<typeof SignUp>

export const SignIn = z.strictObject({
  email: Email,
  password: CurrentPassword,
  deviceId: DeviceId.optional(),
  deviceToken: DeviceToken.optional(),
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

/** After a sign-in or sign-up: the device keeps `deviceToken`, also after a sign-out. */
export const SignedInOnDevice = z.object({ ...SignedIn.shape, deviceToken: z.string() })
export type SignedInOnDevice = z.infer<typeof SignedInOnDevice>

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

/** A session of the member on one device. `lastUsedAt`: when its tokens were refreshed last. */
export const Session = z.object({
  id: z.uuid(),
  deviceId: z.string(),
  createdAt: Instant,
  lastUsedAt: Instant,
  /** The session of the access token of the request. */
  isCurrent: z.boolean(),
})
export type Session = z.infer<typeof Session>

/** All open sessions, used last first: there are few. */
export const SessionList = z.object({ items: z.array(Session), nextCursor: z.null() })
export type SessionList = z.infer<typeof SessionList>

export const SessionPath = z.strictObject({ id: z.uuid() })

/** The current password protects against a stolen token. */
export const ChangePassword = z.strictObject({ password: CurrentPassword, newPassword: NewPassword })
export type ChangePassword = z.infer<typeof ChangePassword>

/** Whose password is to be reset. */
export const RequestPasswordReset = z.strictObject({ email: Email })

/** The token of a mailed link, which has it in its fragment. */
export const MailedToken = z.strictObject({ token: z.string().min(1).max(200) })

export const ResetPassword = z.strictObject({ ...MailedToken.shape, newPassword: NewPassword })
export type ResetPassword = z.infer<typeof ResetPassword>

/** There is nothing to say; a field would be a mistake. */
export const SignOutEverywhere = z.strictObject({})

/** Ends the session of the token. Without a token nothing happens, which is not an error. */
export const SignOut = z.strictObject({ refreshToken: RefreshToken.optional() })
export type SignOut = z.infer<typeof SignOut>

/** The public keys of access tokens, by RFC 7517. */
export const JwkSet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) })
export type JwkSet = z.infer<typeof JwkSet>
