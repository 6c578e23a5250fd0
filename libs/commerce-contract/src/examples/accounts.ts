import type { z } from 'zod'
import type {
  ChangePassword,
  MailedToken,
  Refresh,
  RequestPasswordReset,
  ResetPassword,
  SignIn,
  SignOut,
  SignOutEverywhere,
  SignUp,
} from '../accounts/auth.ts'
import type { AddressEntry } from '../accounts/addresses.ts'
import type { Business } from '../accounts/business.ts'
import type {
  AssignRole,
  ChangeEmail,
  FindMembersQuery,
  SuspendMember,
  UpdateMe,
  Withdraw,
} from '../accounts/members.ts'
import type { AuditLogQuery } from '../audit-log.ts'
import type { Examples, Query } from './example.ts'

/** Of every account of the demo shop. */
const password = 'munova-demo-1234'
const newPassword = '새 신을 신고 뛰어보자'
const email = 'haneul@munova.example'

/** The shape of a mailed token; each is random. */
const token = 'q2vJ5nYb0TtR8mXc3LwZ7aHd1KfPs6Ue9GoViNx4yBA'

const business: z.input<typeof Business> = {
  companyName: '한들신발',
  representative: '이한들',
  address: '서울특별시 성동구 아차산로 17',
  phone: '02-555-0117',
  email: 'help@handeul.example',
  registrationNumber: '123-45-67891',
  mailOrderNumber: '2026-서울성동-0117',
}
const address: z.input<typeof AddressEntry> = {
  recipient: '김다온',
  phone: '010-1234-5678',
  postcode: '04524',
  line1: '서울특별시 중구 세종대로 110',
  line2: '3층',
  isDefault: true,
}

export const accountExamples: Examples = {
  'POST /v1/auth/sign-up': {
    body: {
      email,
      password,
      name: '김하늘',
      consents: [
        { document: 'TERMS', version: '2026-11-01' },
        { document: 'PRIVACY', version: '2026-11-01' },
      ],
    } satisfies z.input<typeof SignUp>,
  },
  'POST /v1/auth/sign-in': {
    body: { email: 'buyer@munova.example', password, deviceId: 'my-laptop' } satisfies z.input<typeof SignIn>,
  },
  // The token is in the cookie that signing in has set.
  'POST /v1/auth/refresh': { body: {} satisfies z.input<typeof Refresh> },
  'POST /v1/auth/sign-out': { body: {} satisfies z.input<typeof SignOut> },
  'POST /v1/auth/sign-out-everywhere': { body: {} satisfies z.input<typeof SignOutEverywhere> },
  'POST /v1/auth/password': { body: { password, newPassword } satisfies z.input<typeof ChangePassword> },
  'POST /v1/auth/password-reset': {
    body: { email: 'buyer@munova.example' } satisfies z.input<typeof RequestPasswordReset>,
  },
  'POST /v1/auth/password-reset/confirm': {
    body: { token, newPassword } satisfies z.input<typeof ResetPassword>,
  },
  'POST /v1/auth/verify-email': { body: { token } satisfies z.input<typeof MailedToken> },
  'POST /v1/auth/change-email': { body: { token } satisfies z.input<typeof MailedToken> },
  'POST /v1/me/email': {
    body: { email: 'haneul.kim@munova.example', password } satisfies z.input<typeof ChangeEmail>,
  },
  'PATCH /v1/me': { body: { name: '김하늘바다' } satisfies z.input<typeof UpdateMe> },
  'POST /v1/me/withdraw': { body: { password } satisfies z.input<typeof Withdraw> },
  'POST /v1/addresses': { body: address },
  'PUT /v1/addresses/{id}': { body: { ...address, line2: '별관 2층' } },
  'PUT /v1/seller/business': { body: business },
  'PUT /v1/admin/members/{id}/business': { body: business },
  'GET /v1/admin/members': {
    query: { name: '김', role: 'BUYER', limit: 10 } satisfies Query<typeof FindMembersQuery>,
  },
  'POST /v1/admin/members/{id}/role': { body: { role: 'SELLER' } satisfies z.input<typeof AssignRole> },
  'POST /v1/admin/members/{id}/suspend': {
    body: { reason: '허위 상품 등록' } satisfies z.input<typeof SuspendMember>,
  },
  'GET /v1/admin/audit-log': {
    query: { thing: 'product', limit: 10 } satisfies Query<typeof AuditLogQuery>,
  },
}
