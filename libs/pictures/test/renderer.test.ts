import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PictureRejected, PictureRenderer, pictureWidths } from '@munova/pictures'
import sharp from 'sharp'
import { claimSize, hugePng, photo } from './support/files.ts'

const limits = { decodes: 2, queue: 8, maxPixels: 40_000_000, timeoutMs: 20_000 }
const renderer = new PictureRenderer(limits)

// The loaders that the renderer blocks are blocked for the tests too, so its input is made before.
const [jpeg, png, webp, gif] = [
  await photo('jpeg'),
  await photo('png'),
  await photo('webp'),
  await photo('gif'),
]
const wide = await photo('jpeg', 2_000, 1_500)
const small = await photo('png', 120, 90)
const strip = await photo('png', 4_000, 3)
const tower = await photo('png', 3, 4_000)
const tagged = await sharp(jpeg)
  .withExif({ IFD0: { Copyright: 'secret place' } })
  .withMetadata({ orientation: 6 })
  .toBuffer()
const animated = await sharp([jpeg, png, webp], { join: { animated: true } })
  .webp()
  .toBuffer()
const avif = await sharp(small).avif().toBuffer()
const tiff = await sharp(small).tiff().toBuffer()

/** Why the upload is rejected. */
async function rejection(bytes: Uint8Array, by = renderer): Promise<string> {
  const error = await by.render(bytes).then(
    () => 'none',
    (thrown: unknown) => thrown,
  )
  return error instanceof PictureRejected ? error.rejection : String(error)
}

test('JPEG, PNG and WebP are written anew as WebP in all widths', async () => {
  for (const upload of [jpeg, png, webp, wide]) {
    const { width, height, sizes } = await renderer.render(upload)
    assert.deepEqual([...sizes.keys()], [...pictureWidths])
    for (const [wanted, file] of sizes) {
      const stored = await sharp(file).metadata()
      assert.equal(stored.format, 'webp')
      assert.equal(stored.width, Math.min(wanted, width))
      assert.ok(Math.abs(stored.width / stored.height - width / height) < 0.02)
    }
  }
})

test('a picture is not enlarged, and stays within twice its width in height', async () => {
  const one = await renderer.render(small)
  assert.deepEqual([one.width, one.height], [120, 90])
  const flat = await renderer.render(strip)
  assert.deepEqual([flat.width, flat.height], [1_200, 1])
  const high = await renderer.render(tower)
  assert.deepEqual([high.width, high.height], [2, 2_400])
})

test('metadata is gone, and the orientation it stated is applied', async () => {
  const { width, height, sizes } = await renderer.render(tagged)
  assert.deepEqual([width, height], [240, 320])
  for (const file of sizes.values()) {
    const { exif, xmp, icc, orientation } = await sharp(file).metadata()
    assert.deepEqual([exif, xmp, icc, orientation], [undefined, undefined, undefined, undefined])
    assert.ok(!file.includes('secret place'))
  }
})

test('of an animation the first picture is kept', async () => {
  const { sizes } = await renderer.render(animated)
  assert.equal((await sharp(sizes.get(600)).metadata()).pages, undefined)
})

test('other types are rejected, whatever the decoder could read', async () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
  )
  const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'), jpeg])
  const texts = [
    Buffer.alloc(0),
    Buffer.from('%PDF-1.7'),
    Buffer.from('<!doctype html>'),
    Buffer.from('RIFF1234WAVE'),
  ]
  for (const upload of [svg, heic, gif, avif, tiff, ...texts]) assert.equal(await rejection(upload), 'TYPE')
})

test('truncated and damaged files are rejected', async () => {
  for (const upload of [jpeg, png, webp]) {
    for (const share of [0.001, 0.1, 0.5, 0.95]) {
      const part = upload.subarray(0, Math.max(12, Math.floor(upload.length * share)))
      assert.equal(await rejection(part), 'UNREADABLE', `${share} of ${upload.length}`)
    }
  }
  const head = Buffer.concat([png.subarray(0, 8), Buffer.alloc(4_000, 0xff)])
  assert.equal(await rejection(head), 'UNREADABLE')
})

test('a file that is two formats at once comes out as a picture and nothing else', async () => {
  const page = Buffer.from('<script>alert(document.cookie)</script>')
  const zip = Buffer.from('PK\x03\x04 an archive')
  for (const upload of [jpeg, png, webp]) {
    const { sizes } = await renderer.render(Buffer.concat([upload, page, zip]))
    for (const file of sizes.values()) assert.ok(!file.includes('script') && !file.includes('PK\x03\x04'))
  }
})

test('few bytes that claim many pixels are rejected before they are decoded', async () => {
  for (const bomb of [
    hugePng(50_000, 50_000, 10),
    hugePng(50_000, 50_000, 50_000),
    hugePng(2 ** 31 - 1, 2 ** 31 - 1, 1),
    claimSize(jpeg, 65_500, 65_500),
  ]) {
    const before = process.memoryUsage().rss
    assert.match(await rejection(bomb), /^(TOO_LARGE|UNREADABLE)$/)
    assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024)
  }
})

test('the largest permitted number of pixels is decoded', async () => {
  const one = await renderer.render(hugePng(8_000, 5_000, 5_000))
  assert.deepEqual([one.width, one.height], [1_200, 750])
  assert.equal(await rejection(hugePng(8_000, 5_001, 5_001)), 'TOO_LARGE')
})

test('above the number that may wait a picture is rejected, and later accepted', async () => {
  const narrow = new PictureRenderer({ ...limits, decodes: 1, queue: 2 })
  const first = [jpeg, png, webp].map((upload) => narrow.render(upload))
  assert.equal(narrow.waiting, 2)
  assert.equal(await rejection(jpeg, narrow), 'BUSY')
  await Promise.all(first)
  assert.equal(await rejection(jpeg, narrow), 'none')
})

test('random bytes behind the first ones of each type never get through as anything but a picture', async () => {
  for (const upload of [jpeg, png, webp]) {
    for (let round = 0; round < 12; round++) {
      const damaged = Buffer.from(upload)
      for (let hit = 0; hit < 20; hit++) {
        const at = 12 + ((round * 7_919 + hit * 104_729) % (damaged.length - 12))
        damaged[at] = (damaged[at]! + 1 + round) & 0xff
      }
      assert.match(await rejection(damaged), /^(none|UNREADABLE|TOO_LARGE)$/)
    }
  }
})
