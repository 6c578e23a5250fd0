import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { checkPage } from '../support/visitor.ts'
import { openMenu } from '../support/member.ts'
import { password, signIn, type Stage } from './stage.ts'

async function fillAddress(page: Page, recipient: string): Promise<void> {
  await page.getByLabel('받는 분').fill(recipient)
  await page.getByLabel('휴대전화').fill('010-1234-5678')
  await page.getByLabel('우편번호').fill('06236')
  await page.getByLabel('도로명 주소').fill('테헤란로 1')
  await page.getByRole('button', { name: '저장' }).click()
}

/** The pages below /account. */
export async function ownPages(t: TestContext, { site, visit, linkTo, newMember }: Stage): Promise<void> {
  for (const javaScriptEnabled of [true, false]) {
    await t.test(`with script ${javaScriptEnabled ? 'on' : 'off'}: the address book`, async () => {
      const { page, complaints } = await newMember({ javaScriptEnabled })
      await page.goto('/account/addresses')
      await page.getByText('저장한 배송지가 없습니다.').waitFor()
      for (const recipient of ['첫째', '둘째']) {
        await page.getByRole('link', { name: '배송지 추가' }).click()
        await fillAddress(page, recipient)
        await page.getByText(recipient, { exact: true }).waitFor()
      }
      const items = page.locator('.list > li')
      await items.first().getByText('기본 배송지').waitFor()
      assert.match(await items.first().innerText(), /첫째/)
      await page.getByRole('button', { name: '둘째 배송지를 기본으로 정하기' }).click()
      await items.first().getByText('둘째').waitFor()
      await page.getByRole('link', { name: '첫째 배송지 수정' }).click()
      await page.getByLabel('우편번호').fill('1')
      await page.getByRole('button', { name: '저장' }).click()
      await page.getByRole('alert').waitFor()
      assert.equal(await page.getByLabel('받는 분').inputValue(), '첫째')
      complaints.length = 0
      await fillAddress(page, '셋째')
      await page.getByText('셋째', { exact: true }).waitFor()
      await page.getByRole('button', { name: '둘째 배송지 삭제' }).click()
      await page.getByText('둘째', { exact: true }).waitFor({ state: 'detached' })
      assert.equal(await items.count(), 1)
      assert.deepEqual(complaints, [])
      await page.context().close()
    })
  }

  for (const javaScriptEnabled of [true, false]) {
    await t.test(`with script ${javaScriptEnabled ? 'on' : 'off'}: liked shoes`, async () => {
      const { page, complaints } = await newMember({ javaScriptEnabled })
      await page.goto('/likes')
      await page.getByText('아직 찜한 상품이 없습니다.').waitFor()
      await page.goto('/products')
      await page.locator('article a').first().click()
      await page.waitForURL(/\/products\/\d+$/)
      const name = await page.getByRole('heading', { level: 1 }).innerText()
      await page.getByRole('button', { name: '찜하기', pressed: false }).click()
      await page.getByRole('button', { name: '찜하기', pressed: true }).waitFor()
      await page.goto('/account')
      await page.getByRole('link', { name: '찜한 상품' }).click()
      await page.getByRole('heading', { name, level: 3 }).waitFor()
      // The checker is a script.
      if (javaScriptEnabled) await checkPage(page)
      await page.getByRole('button', { name: `${name} 찜 해제` }).click()
      await page.getByText('아직 찜한 상품이 없습니다.').waitFor()
      assert.deepEqual(complaints, [])
      await page.context().close()
    })
  }

  await t.test('a member sees another session and ends it', async () => {
    const { page, email, complaints } = await newMember({
      userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0',
    })
    const { page: other } = await visit()
    await signIn(other, email)
    await other.goto('/account/sessions')
    await other.getByText('지금 이 기기').waitFor()
    await other.getByText('Firefox · Windows').waitFor()

    await page.goto('/account')
    await page.getByRole('link', { name: '로그인한 기기' }).click()
    await page.getByRole('button', { name: /^Chrome · .+ 로그아웃$/ }).click()
    await page.getByRole('button', { name: /^Chrome · .+ 로그아웃$/ }).waitFor({ state: 'detached' })
    const [left] = await site.sql<[{ count: number }]>`
      select count(*)::int as count from refresh_tokens
      join members on members.id = member_id where email = ${email} and revoked_at is null`
    assert.equal(left.count, 1)

    // Signing out everywhere ends the rest.
    await page.getByRole('button', { name: '모든 기기에서 로그아웃' }).click()
    await page.waitForURL('**/sign-in')
    await page.goto('/account')
    await page.waitForURL(/\/sign-in/)
    assert.deepEqual(complaints, [])
    await page.context().close()
    await other.context().close()
  })

  await t.test('name, password and e-mail address change', async () => {
    const { page, email, complaints } = await newMember()
    await linkTo(email)
    await openMenu(page)
    await page.getByRole('link', { name: '내 정보' }).click()
    await page.getByLabel('이름').fill('고친이름')
    await page.getByRole('button', { name: '이름 저장' }).click()
    await page.getByText('저장했습니다.').waitFor()
    await page.getByRole('button', { name: '고친이름 님의 메뉴' }).waitFor()

    await page.getByRole('link', { name: '비밀번호 변경' }).click()
    await page.getByLabel('현재 비밀번호').fill('not the password')
    await page.getByLabel('새 비밀번호').fill('the next passphrase')
    await page.getByRole('button', { name: '비밀번호 바꾸기' }).click()
    await page.getByRole('alert').waitFor()
    complaints.length = 0
    await page.getByLabel('현재 비밀번호').fill(password)
    await page.getByLabel('새 비밀번호').fill('the next passphrase')
    await page.getByRole('button', { name: '비밀번호 바꾸기' }).click()
    await page.getByText('비밀번호를 바꾸었습니다.').waitFor()

    await page.goto('/account/email')
    const next = `next-${email}`
    await page.getByLabel('새 이메일').fill(next)
    await page.getByLabel('현재 비밀번호').fill('the next passphrase')
    await page.getByRole('button', { name: '확인 메일 받기' }).click()
    await page.getByText(`${next}(으)로 메일을 보냈습니다.`).waitFor()
    await page.goto(await linkTo(next))
    await page.getByText('이메일 주소를 바꾸었습니다.').waitFor()
    await page.getByRole('link', { name: '내 정보로' }).click()
    await page.getByText(next).waitFor()
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
}
