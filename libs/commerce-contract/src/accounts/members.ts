import * as z from 'zod'
import { Cursor, Limit, page } from '../page.ts'
import { Id, Instant } from '../primitives.ts'
import { NormalText, singleLine } from '@munova/text-contract'

export const Role = z.enum(['BUYER', 'SELLER', 'ADMIN'])
export type Role = z.infer<typeof Role>

/** At most 254 characters (RFC 5321), case-insensitive; stored in lower case. */
export const Email = z.string().trim().toLowerCase().max(254).meta({ format: 'email' }).pipe(z.email())

/** The name that other members see, 1 to 50 characters. */
export const MemberName = singleLine({ max: 50 })

/** The signed-in member. */
export const Member = z.object({
  id: Id,
  email: z.string(),
  /** Whether the member has shown to read the mail of this address. */
  emailVerified: z.boolean(),
  name: z.string(),
  role: Role,
  createdAt: Instant,
})
export type Member = z.infer<typeof Member>

/** The role is not included: only an administrator can change it. */
export const UpdateMe = z.strictObject({ name: MemberName })
export type UpdateMe = z.infer<typeof UpdateMe>

/** The new address, to which a link is mailed. The password protects against a stolen token. */
export const ChangeEmail = z.strictObject({ email: Email, password: NormalText.min(1).max(128) })
export type ChangeEmail = z.infer<typeof ChangeEmail>

/** Withdrawal is permanent. The password protects against a stolen token. `confirm`: although orders are not finished. */
export const Withdraw = z.strictObject({
  password: NormalText.min(1).max(128),
  confirm: z.boolean().default(false),
})
export type Withdraw = z.infer<typeof Withdraw>

export const FOLLOW_TOKEN_HEADER = 'x-follow-token'
export const FollowTokenHeader = z.looseObject({ [FOLLOW_TOKEN_HEADER]: z.string().max(2_048) })

/** The orders of a member who has withdrawn that were not finished, and the token that shows them until then. */
export const FollowedOrders = z.object({
  token: z.string(),
  until: Instant,
  orders: z.array(z.object({ id: Id, number: z.string() })),
})
export type FollowedOrders = z.infer<typeof FollowedOrders>

export const AssignRole = z.strictObject({ role: Role })
export type AssignRole = z.infer<typeof AssignRole>

/** The reason is for administrators: the member does not see it. */
export const SuspendMember = z.strictObject({ reason: singleLine({ max: 500 }) })
export type SuspendMember = z.infer<typeof SuspendMember>

/** A member as an administrator sees it after suspending or reinstating. */
export const MemberWithStatus = z.object({
  id: Id,
  name: z.string(),
  status: z.enum(['ACTIVE', 'SUSPENDED']),
})
export type MemberWithStatus = z.infer<typeof MemberWithStatus>

/** A member as an administrator sees it after changing the role. */
export const MemberWithRole = z.object({ id: Id, name: z.string(), role: Role })
export type MemberWithRole = z.infer<typeof MemberWithRole>

/** A member as an administrator finds it. A member who has withdrawn has no e-mail address. */
export const FoundMember = z.object({
  id: Id,
  email: z.string().nullable(),
  name: z.string(),
  role: Role,
  status: z.enum(['ACTIVE', 'SUSPENDED', 'WITHDRAWN']),
  createdAt: Instant,
})
export type FoundMember = z.infer<typeof FoundMember>

/** By e-mail address or name if one of them is searched for, else newest first. */
export const FoundMemberPage = page(FoundMember)
export type FoundMemberPage = z.infer<typeof FoundMemberPage>

/** `email` and `name` are what the address or the name begins with; not both. */
export const FindMembersQuery = z
  .strictObject({
    email: singleLine({ max: 254 }).toLowerCase().optional(),
    name: singleLine({ max: 50 }).optional(),
    role: Role.optional(),
    status: FoundMember.shape.status.optional(),
    cursor: Cursor.optional(),
    limit: Limit,
  })
  .refine(({ email, name }) => email === undefined || name === undefined, {
    error: 'must be absent when email is given',
    path: ['name'],
  })
export type FindMembersQuery = z.infer<typeof FindMembersQuery>

/** Everything about one member that no other list shows. */
export const MemberDetail = z.object({
  ...FoundMember.shape,
  emailVerified: z.boolean(),
  /** Null unless the member is suspended. */
  suspendedReason: z.string().nullable(),
  /** Devices that are signed in. */
  sessions: z.int().nonnegative(),
})
export type MemberDetail = z.infer<typeof MemberDetail>
