import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { demoAccounts } from '@munova/tool-seed'
import { until } from '@munova/testing'
import { somePng } from '../support/some-png.ts'
import { connected, desk, list, log, say, type Stage, stored, write } from './stage.ts'

/** Two sides of an inquiry talk; the first test opens it. */
export async function talking(t: TestContext, stage: Stage): Promise<void> {
  await t.test(
    'a buyer asks about a shoe, the seller answers; both see it at once, and what was read',
    async () => {
      const buyer = await stage.buyerAt(`/products/${stage.product.id}`)
      const seller = await stage.sellerAt('/messages', desk)
      await buyer.page.getByRole('button', { name: '판매자에게 문의하기' }).click()
      await buyer.page.waitForURL(/\/messages\/\d+$/)
      stage.roomId = Number(new URL(buyer.page.url()).pathname.split('/').at(-1))
      await connected(buyer.page)
      await say(buyer.page, '250 사이즈 재고 있나요?')
      await stored(buyer.page, '250 사이즈 재고 있나요?')

      const row = list(seller.page).getByRole('link', {
        name: `${demoAccounts.buyer.name} · ${stage.product.name}`,
      })
      await row.getByText('안 읽은 메시지 1개').waitFor()
      await row.click()
      await log(seller.page).getByText('250 사이즈 재고 있나요?').waitFor()
      await log(buyer.page).getByText('읽음').waitFor()
      await row.getByText('안 읽은 메시지 1개').waitFor({ state: 'hidden' })

      await write(seller.page).pressSequentially('네, 있')
      await log(buyer.page).getByText(`${demoAccounts.seller.name}님이 입력 중…`).waitFor()
      await say(seller.page, '네, 있습니다. https://example.com/size, 참고하세요')
      const link = log(buyer.page).getByRole('link', { name: 'https://example.com/size' })
      assert.equal(await link.getAttribute('href'), 'https://example.com/size')
      assert.match((await link.getAttribute('rel')) ?? '', /noopener.*nofollow/)
      await log(seller.page).getByText('읽음').waitFor()
      // Who writes has the conversation in sight: the page has not gone to its end.
      for (const { page } of [buyer, seller]) assert.equal(await page.evaluate(() => scrollY), 0)
      assert.deepEqual([...buyer.complaints, ...seller.complaints], [])
    },
  )

  await t.test(
    'without script: from the shoe to the conversation, which can be read and written',
    async () => {
      const { page } = await stage.buyerAt(`/products/${stage.product.id}`, { javaScriptEnabled: false })
      await page.getByRole('button', { name: '판매자에게 문의하기' }).click()
      await page.waitForURL(`**${stage.roomPath}`)
      await log(page).getByText('250 사이즈 재고 있나요?').waitFor()
      await write(page).fill('두 번째 줄도\n보내집니다')
      await page.getByRole('button', { name: '보내기', exact: true }).click()
      await log(page).getByText('보내집니다').waitFor()
      assert.equal((await stage.textsOf(stage.roomId)).at(-1), '두 번째 줄도\n보내집니다')
    },
  )

  await t.test('Enter ends a syllable of Hangul and sends nothing; then it sends', async () => {
    const { page } = await stage.buyerAt(stage.roomPath, desk)
    await connected(page)
    const before = (await stage.textsOf(stage.roomId)).length
    const cdp = await page.context().newCDPSession(page)
    await write(page).focus()
    await cdp.send('Input.imeSetComposition', { text: '안녕', selectionStart: 2, selectionEnd: 2 })
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 }
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
    assert.equal(await write(page).inputValue(), '안녕')
    await cdp.send('Input.insertText', { text: '안녕' })
    await write(page).press('Enter')
    await stored(page, '안녕')
    assert.deepEqual((await stage.textsOf(stage.roomId)).slice(before), ['안녕'])
  })

  await t.test(
    'texts and names of others are text: nothing in them runs, and only addresses of the web are links',
    async () => {
      const evil = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`
      await stage.chat.sql`update members set display_name = ${evil} where id = ${demoAccounts.buyer.id}`
      const buyer = await stage.buyerAt(stage.roomPath)
      await connected(buyer.page)
      await say(buyer.page, `${evil} javascript:alert(1) data:text/html,x http://user:pass@example.com`)
      await log(buyer.page).locator('[data-seq]', { hasText: 'javascript:alert(1)' }).waitFor()
      const seller = await stage.sellerAt(stage.roomPath, desk)
      await log(seller.page).getByText('javascript:alert(1)').waitFor()
      const own = log(seller.page).locator('[data-seq]', { hasText: 'javascript:alert(1)' })
      assert.deepEqual(await own.getByRole('link').allInnerTexts(), ['http://user:pass@example.com'])
      await list(seller.page).getByText(evil).first().waitFor()
      for (const { page, complaints } of [buyer, seller]) {
        assert.notEqual(await page.title(), 'run')
        assert.deepEqual(complaints, [])
      }
      await stage.chat
        .sql`update members set display_name = ${demoAccounts.buyer.name} where id = ${demoAccounts.buyer.id}`
    },
  )

  await t.test('a picture is sent, seen by the other side, and nothing else of a file is', async () => {
    const buyer = await stage.buyerAt(stage.roomPath)
    const seller = await stage.sellerAt(stage.roomPath)
    await connected(buyer.page)
    await connected(seller.page)
    const picker = buyer.page.getByLabel('사진 보내기')
    await picker.setInputFiles({
      name: 'a.svg',
      mimeType: 'image/png',
      buffer: Buffer.from('<svg onload="alert(1)"/>'),
    })
    await log(buyer.page).getByText('사진을 올리지 못했습니다').waitFor()
    await log(buyer.page).getByRole('button', { name: '삭제' }).click()
    await picker.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: await somePng(buyer.page) })
    const picture = log(seller.page).getByRole('img', { name: '사진' })
    await picture.scrollIntoViewIfNeeded()
    await until(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth > 0), {
      what: 'the picture',
    })
    assert.match((await picture.getAttribute('src')) ?? '', new RegExp(`^${stage.roomPath}/pictures/`))
  })
}
