import { exampleBanner } from '../banner.ts'
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

export const ofCuration: Provocations = {
  'POST /v1/admin/banners': { PICTURE_NOT_FOUND: (_, send) => send({ body: withMissingPicture }) },
  'GET /v1/admin/banners/{id}': { BANNER_NOT_FOUND: missingResource },
  'PUT /v1/admin/banners/{id}': {
    BANNER_NOT_FOUND: missingResource,
    BANNER_ENDED: ended,
    PICTURE_NOT_FOUND: async (scene, send) =>
      send({ path: { id: await banner(scene) }, body: withMissingPicture }),
  },
  'POST /v1/admin/banners/{id}/end': { BANNER_NOT_FOUND: missingResource },
}
