import assert from 'node:assert/strict'
import { demoAccounts, demoPassword } from '@munova/tool-seed'
import type { Start } from './npm-start.ts'

export interface Addresses {
  pages: string
  /** commerce-api. */
  shop: string
  chats: string[]
}

/** The addresses printed in the summary. */
export async function addresses(start: Start): Promise<Addresses> {
  await start.prints(/Ctrl-C stops everything/)
  const urls = (label: string) =>
    [...start.output().matchAll(new RegExp(`^  ${label} +(http\\S+)`, 'gm'))].map((match) => match[1]!)
  return { pages: urls('shop')[0]!, shop: urls('api')[0]!, chats: urls('chat') }
}

/** The JSON of the response; fails unless it has the expected status. */
export async function call<Body>(
  url: string,
  request: { token?: string; body?: object; status?: number } = {},
): Promise<Body> {
  const response = await fetch(url, {
    method: request.body ? 'POST' : 'GET',
    headers: {
      ...(request.token && { authorization: `Bearer ${request.token}` }),
      ...(request.body && { 'content-type': 'application/json' }),
    },
    ...(request.body && { body: JSON.stringify(request.body) }),
  })
  const text = await response.text()
  assert.equal(response.status, request.status ?? 200, text)
  return JSON.parse(text) as Body
}

export async function signIn(shop: string, who: keyof typeof demoAccounts): Promise<string> {
  const { accessToken } = await call<{ accessToken: string }>(`${shop}/v1/auth/sign-in`, {
    body: { email: demoAccounts[who].email, password: demoPassword },
  })
  return accessToken
}
