import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { afterTheTest, testBrowser } from '@munova/testing'
import { demoAccounts, demoPassword } from '@munova/tool-seed'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { openSite } from '../support/open-site.ts'
import { visitor } from '../support/visitor.ts'
import { caller } from './caller.ts'

export const password = 'a long passphrase'
const admin = { email: demoAccounts.admin.email, password: demoPassword }

export const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

export type Stage = Awaited<ReturnType<typeof openStage>>

/** The demo shop with a mail server, and visitors who sign up. */
export async function openStage(t: TestContext) {
  const policies = await mkdtemp(join(tmpdir(), 'munova-policies-'))
  afterTheTest(t, () => rm(policies, { recursive: true, force: true }))
  await writeFile(join(policies, 'terms.ko.txt'), '# 제1조\n우리 가게의 약관입니다.\n')
  const site = await openSite(t, { WAITING_ROOM_REFRESH_MS: '50' }, { withMail: true, policies })
  const browser = await testBrowser(t)
  let members = 0
  const call = caller(site.url)
  return {
    site,
    visit: (options: BrowserContextOptions = {}) => visitor(browser, site.url, options),
    as: (email: string, request: string, body?: object) => call({ email, password }, request, body),
    asAdmin: (request: string, body?: object) => call(admin, request, body),
    /** A campaign that is open for an hour more. */
    campaign: async (change: object = {}): Promise<number> => {
      const body = {
        name: '선착순 오천 원',
        discount: { type: 'FIXED', amount: 5_000 },
        quantity: 10,
        startsAt: inHours(-1),
        endsAt: inHours(1),
        validUntil: inHours(24),
        ...change,
      }
      const made = await call(admin, 'POST /v1/admin/coupon-campaigns', body)
      return made['id'] as number
    },
    /** The link of the next mail to the address. */
    linkTo: async (email: string): Promise<string> => /http\S+/.exec(await site.mailTo(email))?.[0] ?? '',
    /** A new member, signed in on a page of the shop. */
    newMember: async (options: BrowserContextOptions = {}) => {
      const email = `member-${++members}@test.example`
      const found = await visitor(browser, site.url, options)
      await fillSignUp(found.page, email)
      await found.page.waitForURL(/\/verify-email\?new/)
      return { ...found, email }
    },
  }
}

export async function fillSignUp(page: Page, email: string): Promise<void> {
  await page.goto('/sign-up')
  await page.getByLabel('이메일').fill(email)
  await page.getByLabel('비밀번호').fill(password)
  await page.getByLabel('이름').fill('새회원')
  for (const consent of ['이용약관에 동의', '개인정보 수집', '만 14세'])
    await page.getByLabel(consent).check()
  await page.getByRole('button', { name: '가입하기' }).click()
}

export async function signIn(page: Page, email: string, secret = password): Promise<void> {
  await page.goto('/sign-in?back=/account')
  await page.getByLabel('이메일').fill(email)
  await page.getByLabel('비밀번호').fill(secret)
  await page.getByRole('button', { name: '로그인' }).click()
  await page.getByRole('heading', { name: '내 정보' }).waitFor()
}
