import assert from 'node:assert/strict'
import type { SignedIn } from '@munova/commerce-contract'
import { demoAccounts, demoPassword } from '@munova/tool-seed'

/** Who sends a request: an account of the demo shop, or the member whom the example of signing up creates. */
export const emails = {
  buyer: demoAccounts.buyer.email,
  seller: demoAccounts.seller.email,
  admin: demoAccounts.admin.email,
  newcomer: 'haneul@munova.example',
  /** Their acts end their sessions. */
  careful: 'buyer15@munova.example',
  leaving: 'buyer16@munova.example',
  everywhere: 'buyer17@munova.example',
} as const
export type Who = keyof typeof emails

/** Signs in whoever sends a request, once. */
export class Cast {
  readonly #url: string
  readonly #tokens = new Map<Who, Promise<string>>()

  constructor(url: string) {
    this.#url = url
  }

  token(who: Who): Promise<string> {
    const known = this.#tokens.get(who) ?? this.#signIn(emails[who])
    this.#tokens.set(who, known)
    return known
  }

  async #signIn(email: string): Promise<string> {
    const response = await fetch(`${this.#url}/v1/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: demoPassword }),
    })
    assert.equal(response.status, 200, `${email} signs in`)
    return ((await response.json()) as SignedIn).accessToken
  }
}
