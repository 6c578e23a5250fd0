import type { PinList } from '@munova/commerce-contract'
import { exampleBanner } from '../banner.ts'
import { pin } from '../pins.ts'
import { missingPicture } from './pictures.ts'
import { missingResource, type Provocation, type Provocations, type Scene } from './error-scene.ts'

/** The id of a banner that is shown. */
export async function banner({ trade, people }: Scene): Promise<number> {
  const { body } = await trade.call<{ id: number }>('POST /v1/admin/banners', {
    as: people.ADMIN,
    body: exampleBanner(),
  })
  return body.id
}

const withMissingPicture = { ...exampleBanner(), pictureId: missingPicture.split('/')[3]! }

const ended: Provocation = async (scene, send) => {
  const path = { id: await banner(scene) }
  await scene.senderOf('POST /v1/admin/banners/{id}/end')({ path })
  return send({ path })
}

/** Sets pins of a list; others may have been set before. */
const pinned =
  (change: object): Provocation =>
  async ({ trade, people }, send) => {
    const { body: list } = await trade.call<PinList>('GET /v1/admin/pins', { as: people.ADMIN })
    return send({ body: { categoryId: null, expectedRevision: list.revision, pins: [], ...change } })
  }

export const ofCuration: Provocations = {
  'POST /v1/admin/banners': { PICTURE_NOT_FOUND: (_, send) => send({ body: withMissingPicture }) },
  'GET /v1/admin/banners/{id}': { BANNER_NOT_FOUND: missingResource },
  'PUT /v1/admin/banners/{id}': {
    BANNER_NOT_FOUND: missingResource,
    BANNER_ENDED: ended,
    PICTURE_NOT_FOUND: async (scene, send) =>
      send({ path: { id: await banner(scene) }, body: withMissingPicture }),
  },
  'GET /v1/admin/pins': { CATEGORY_NOT_FOUND: (_, send) => send({ query: '?category=999999' }) },
  'PUT /v1/admin/pins': {
    CATEGORY_NOT_FOUND: pinned({ categoryId: 999_999, pins: [] }),
    PINS_CHANGED: pinned({ expectedRevision: 99 }),
    PRODUCT_NOT_FOUND: pinned({ pins: [pin(999_999)] }),
    PRODUCT_NOT_LISTED: async (scene, send) => {
      const { id } = await scene.trade.draft(scene.people.SELLER)
      return pinned({ pins: [pin(id)] })(scene, send)
    },
  },
  'POST /v1/admin/banners/{id}/end': { BANNER_NOT_FOUND: missingResource },
}
