import { until } from '@munova/testing'
import { picturePng } from '../pictures.ts'
import { slowUpload } from '../slow-upload.ts'
import { missingResource, type Provocation, type Provocations, type Scene } from './error-scene.ts'

/** Settings whose limits a test reaches with one upload, and a store that is away. */
export const tightPictures = {
  PICTURE_STORE: 'http://key:secret@127.0.0.1:1/pictures',
  PICTURES_PER_WINDOW: '2',
  PICTURES_PER_MEMBER: '1',
  PICTURE_UPLOADS: '1',
  PICTURE_UPLOADS_PER_MEMBER: '1',
}

/** Settings with which small files are too large. */
export const smallPictures = { PICTURE_BYTES: '20000', PICTURE_PIXELS: '10000' }

const another = { id: '0'.repeat(64) }
export const missingPicture = `/v1/pictures/${another.id}/600.webp`

/** While an upload of this member does not end. */
const during =
  (member: (scene: Scene) => Promise<{ token: string }>): Provocation =>
  async (scene, send) => {
    const { url } = scene.trade
    const as = await scene.trade.person('SELLER')
    const slow = await slowUpload(
      url,
      (await member({ ...scene, people: { ...scene.people, SELLER: as } })).token,
    )
    const underWay = async (count: number) =>
      (await (await fetch(`${url}/metrics`)).text()).includes(`commerce_picture_uploads ${count}\n`)
    await until(() => underWay(1), { what: 'the slow upload' })
    const got = await send({ as })
    slow.destroy()
    await until(() => underWay(0), { what: 'the end of the slow upload' })
    return got
  }

export const ofPictures: Provocations = {
  'POST /v1/pictures': {
    PICTURE_TYPE_UNSUPPORTED: (_, send) => send({ body: 'GIF89a' }),
    PICTURE_UNREADABLE: async (_, send) => send({ body: (await picturePng(60, 40)).subarray(0, 60) }),
    PICTURE_TOO_LARGE: async (_, send) => send({ body: await picturePng(101, 100) }),
  },
  'GET /v1/pictures/{id}/{width}.webp': {
    PICTURE_NOT_FOUND: (_, send) => send({ path: another }),
  },
}

export const ofPictureLimits: Provocations = {
  'POST /v1/pictures': {
    TOO_MANY_PICTURES: async ({ trade }, send) => {
      const as = await trade.person('SELLER')
      await send({ as })
      return send({ as, body: await picturePng(61, 40) })
    },
    TOO_MANY_UPLOADS: during(async ({ people }) => people.SELLER),
    OVERLOADED: during(({ trade }) => trade.person('SELLER')),
    PICTURES_UNAVAILABLE: async ({ trade }, send) => send({ as: await trade.person('SELLER') }),
  },
  'GET /v1/pictures/{id}/{width}.webp': { PICTURES_UNAVAILABLE: missingResource },
}
