import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { placeOrder, toCheckout } from '../support/buying.ts'
import { password, type Stage } from './stage.ts'

/** Withdrawal. */
export async function leaving(t: TestContext, { site, newMember }: Stage): Promise<void> {
  await t.test(
    'who leaves is told what it means and which orders are on the way, and follows them',
    async () => {
      const { page, email, complaints } = await newMember()
      await toCheckout(page)
      await placeOrder(page)
      const [bought] = await site.sql<[{ number: string }]>`
      select number from orders where member_id = (select id from members where email = ${email})`
      await page.goto('/account')
      await page.getByRole('link', { name: '회원 탈퇴' }).click()
      await page.getByText('되돌릴 수 없습니다').waitFor()
      await page.getByLabel('비밀번호').fill(password)
      await page.getByRole('button', { name: '탈퇴하기' }).click()
      await page.getByText('아직 끝나지 않은 주문이 있습니다').waitFor()
      assert.match(await page.getByRole('alert').innerText(), new RegExp(bought.number))
      complaints.length = 0
      await page.getByLabel('위 주문이 남아 있어도 탈퇴합니다').check()
      await page.getByLabel('비밀번호').fill(password)
      await page.getByRole('button', { name: '탈퇴하기' }).click()
      await page.getByRole('heading', { name: '탈퇴했습니다' }).waitFor()
      await page.getByText(bought.number).waitFor()
      await page.getByRole('link', { name: '로그인', exact: true }).waitFor()
      const [member] = await site.sql<{ status: string }[]>`select status from members where email = ${email}`
      assert.equal(member, undefined)
      assert.deepEqual(complaints, [])
      await page.context().close()
    },
  )
}
