import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { until } from '@munova/testing'
import { fillSignUp, password, signIn, type Stage } from './stage.ts'

/** Signing up, verifying the address, and a forgotten password. */
export async function joining(t: TestContext, stage: Stage): Promise<void> {
  const { visit, linkTo, newMember } = stage

  await t.test('a visitor signs up, opens the link of the mail and is verified', async () => {
    const { page, complaints } = await visit()
    await page.goto('/sign-in?back=/cart')
    await page.getByRole('link', { name: '회원가입' }).click()
    await page.getByRole('heading', { name: '회원가입' }).waitFor()
    const email = 'new@test.example'
    await fillSignUp(page, email)
    await page.getByText(`${email}(으)로 확인 메일을 보냈습니다.`).waitFor()
    const consents = await stage.site.sql<{ version: string }[]>`
      select version from member_consents join members on members.id = member_id where email = ${email}`
    assert.equal(consents.length, 2)
    for (const { version } of consents) assert.match(version, /^(?:own|draft)-[0-9a-f]{16}$/)
    await page.goto(await linkTo(email))
    await page.getByText('이메일 주소가 확인되었습니다.').waitFor()
    assert.ok(!page.url().includes('token'), 'the token is still in the address')
    await page.goto('/account')
    await page.getByText('확인됨').waitFor()
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('without script: sign-up, and the link of the mail is pasted', async () => {
    const { page, email, complaints } = await newMember({ javaScriptEnabled: false })
    const link = await linkTo(email)
    await page.getByRole('button', { name: '확인 메일 다시 보내기' }).click()
    await page.getByText('확인 메일을 다시 보냈습니다.').waitFor()
    await page.goto(link)
    await page.getByText('링크가 열리지 않나요?').click()
    await page.getByLabel('메일의 링크').fill(link)
    await page.getByRole('button', { name: '이메일 확인하기' }).click()
    await page.getByText('이메일 주소가 확인되었습니다.').waitFor()
    await page.goto('/account')
    await page.getByText('확인됨').waitFor()
    assert.deepEqual(complaints, [])
    await page.context().close()
  })

  await t.test('what is wrong with a sign-up is said, and nothing entered is lost', async () => {
    const { page } = await visit({ javaScriptEnabled: false })
    await page.goto('/sign-up')
    const form = page.locator('form', { has: page.getByLabel('이메일') })
    await form.evaluate((element) => element.setAttribute('novalidate', ''))
    await page.getByLabel('이메일').fill('new@test.example')
    await page.getByLabel('비밀번호').fill(password)
    await page.getByLabel('이름').fill('둘째')
    await page.getByLabel('이용약관에 동의').check()
    await page.getByRole('button', { name: '가입하기' }).click()
    await page.getByText('필수 항목에 모두 동의하셔야').waitFor()
    assert.equal(await page.getByLabel('이름').inputValue(), '둘째')
    assert.ok(await page.getByLabel('이용약관에 동의').isChecked())
    // Somebody has this address.
    await fillSignUp(page, 'new@test.example')
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByLabel('이메일').inputValue(), 'new@test.example')
    await page.context().close()
  })

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with script' : 'without script'
    await t.test(`${how}: each field says in Korean what is wrong with it`, async () => {
      const { page } = await visit({ javaScriptEnabled })
      await page.goto('/sign-up')
      const form = page.locator('form', { has: page.getByLabel('이메일') })
      await form.evaluate((element) => element.setAttribute('novalidate', ''))
      await page.getByLabel('이메일').fill('new@')
      await page.getByLabel('비밀번호').fill('short')
      await page.getByLabel('이름').fill('새\u200b회원')
      for (const consent of ['이용약관에 동의', '개인정보 수집', '만 14세'])
        await page.getByLabel(consent).check()
      await page.getByRole('button', { name: '가입하기' }).click()
      await page.getByRole('alert').getByText('입력한 내용을 확인해 주세요').waitFor()
      const wrong = page.locator('[aria-invalid=true]')
      const described = await wrong.evaluateAll((fields) =>
        fields.map((field) => {
          const [id = ''] = field.getAttribute('aria-describedby')?.split(' ') ?? []
          return [field.getAttribute('name'), document.getElementById(id)?.textContent]
        }),
      )
      assert.deepEqual(described, [
        ['email', '올바른 이메일 주소가 아닙니다'],
        ['password', '10자 이상이어야 합니다'],
        ['name', '쓸 수 없는 문자(보이지 않는 문자 U+200B)가 들어 있습니다. 지워 주세요'],
      ])
      await page.context().close()
    })
  }

  await t.test('a forgotten password is reset by the link of a mail, which ends all sessions', async () => {
    const { page: other, email } = await newMember()
    await linkTo(email)
    const { page, complaints } = await visit()
    await page.goto('/sign-in')
    await page.getByRole('link', { name: '비밀번호를 잊으셨나요?' }).click()
    await page.waitForURL('**/reset-password')
    await page.getByLabel('이메일').fill(email)
    await page.getByRole('button', { name: '메일 받기' }).click()
    await page.getByText('곧 메일이 도착합니다').waitFor()
    await page.goto(await linkTo(email))
    await page.getByLabel('새 비밀번호').fill('another long passphrase')
    await page.getByRole('button', { name: '비밀번호 바꾸기' }).click()
    await page.getByText('새 비밀번호로 로그인해 주세요').waitFor()
    await signIn(page, email, 'another long passphrase')
    assert.deepEqual(complaints, [])
    // The site finds out when commerce-api refuses the access token that it still had.
    const isSignedOut = async () => {
      await other.goto('/account')
      return other.url().includes('/sign-in')
    }
    await until(isSignedOut, { what: 'the end of the other session' })
    await page.context().close()
    await other.context().close()
  })

  await t.test('without script: a pasted link resets the password', async () => {
    const { page, email } = await newMember({ javaScriptEnabled: false })
    await linkTo(email)
    await page.goto('/reset-password')
    await page.getByLabel('이메일').fill(email)
    await page.getByRole('button', { name: '메일 받기' }).click()
    await page.getByText('곧 메일이 도착합니다').waitFor()
    const link = await linkTo(email)
    await page.goto(link)
    await page.getByText('이미 메일을 받으셨나요?').click()
    await page.getByLabel('메일의 링크').fill(link)
    await page.getByLabel('새 비밀번호').fill('another long passphrase')
    await page.getByRole('button', { name: '비밀번호 바꾸기' }).click()
    await page.getByText('새 비밀번호로 로그인해 주세요').waitFor()
    await page.context().close()
  })

  await t.test("the operator's own terms take the place of the draft", async () => {
    const { page } = await visit()
    await page.goto('/privacy')
    await page.getByText('이 글은 초안입니다').waitFor()
    await page.goto('/terms')
    await page.getByText('우리 가게의 약관입니다.').waitFor()
    await page.getByRole('heading', { name: '제1조' }).waitFor()
    assert.equal(await page.getByText('이 글은 초안입니다').count(), 0)
    await page.context().close()
  })
}
