import type { CommerceClient, CommerceSchemas } from '@munova/commerce-client'
import { fileBody, outcomeOf, type Outcome } from '@munova/http-client'
import { textOf } from '#lib/server/form.ts'
import { koreanInstant } from '#lib/server/korean-time.ts'

type Entry = CommerceSchemas['BannerEntry']

/** Sends a banner as the form says it; a picture that was chosen is uploaded before. */
export async function sendBanner<Value>(
  shop: CommerceClient,
  form: FormData,
  send: (banner: Entry) => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  const file = form.get('picture')
  if (!(file instanceof File) || file.size === 0) {
    const kept = form.has('withoutPicture') ? null : textOf(form, 'pictureId') || null
    return send(bannerOf(form, kept))
  }
  const stored = await outcomeOf(shop.POST('/v1/pictures', fileBody(file, file.type || 'image/*')))
  return stored.ok ? send(bannerOf(form, stored.value.id)) : stored
}

const bannerOf = (form: FormData, pictureId: string | null): Entry => ({
  title: textOf(form, 'title'),
  text: textOf(form, 'text'),
  link: textOf(form, 'link').trim(),
  pictureId,
  position: Number(textOf(form, 'position') || Number.NaN),
  startsAt: koreanInstant(textOf(form, 'startsAt')),
  endsAt: koreanInstant(textOf(form, 'endsAt')),
})
