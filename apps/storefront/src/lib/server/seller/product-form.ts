import type { CommerceClient, CommerceSchemas } from '@munova/commerce-client'
import { type ApiProblem, fileBody, outcomeOf } from '@munova/http-client'
import { textOf } from '../form.ts'

/** What a form says of a colour: pairs by size in mm, as they were typed. */
export interface EnteredColor {
  name: string
  /** Empty: the name says it. */
  family: string
  stocks: Record<string, string>
}

const basics = ['name', 'brandId', 'categoryId', 'price', 'description', 'purchaseLimit'] as const
const disclosures = [
  'material',
  'heelHeightMm',
  'manufacturer',
  'importer',
  'countryOfOrigin',
  'care',
  'warranty',
  'serviceContact',
  'servicePhone',
] as const
export type ProductText = Record<(typeof basics)[number] | (typeof disclosures)[number], string>

/** The fields of a product as they were entered, with its pictures in their order. */
export function productIn(form: FormData) {
  const text = Object.fromEntries(
    [...basics, ...disclosures].map((name) => [name, textOf(form, name)]),
  ) as ProductText
  return { text, images: form.getAll('images').filter((url) => typeof url === 'string') }
}
export type EnteredProduct = ReturnType<typeof productIn>

/** A product as a form shows it. */
export function textOfProduct(product: CommerceSchemas['SellerProduct']): ProductText {
  const { name, brand, category, listPrice, description, purchaseLimit, disclosure } = product
  const known = Object.fromEntries(
    disclosures.map((field) => [field, String(disclosure?.[field] ?? '')]),
  ) as Record<(typeof disclosures)[number], string>
  return {
    name,
    brandId: String(brand.id),
    categoryId: String(category.id),
    price: String(listPrice),
    description,
    purchaseLimit: String(purchaseLimit ?? ''),
    ...known,
  }
}

/** What the API takes; a disclosure of which nothing is filled in is left out. */
export function fieldsOf({ text, images }: EnteredProduct) {
  const isDisclosed = disclosures.some((name) => text[name].trim() !== '')
  return {
    name: text.name,
    brandId: numberOf(text.brandId),
    categoryId: numberOf(text.categoryId),
    price: numberOf(text.price),
    description: text.description,
    purchaseLimit: text.purchaseLimit.trim() === '' ? null : numberOf(text.purchaseLimit),
    images,
    ...(isDisclosed && {
      disclosure: {
        material: text.material,
        heelHeightMm: text.heelHeightMm.trim() === '' ? null : numberOf(text.heelHeightMm),
        manufacturer: text.manufacturer,
        importer: text.importer.trim() || null,
        countryOfOrigin: text.countryOfOrigin,
        care: text.care,
        warranty: text.warranty,
        serviceContact: text.serviceContact,
        servicePhone: text.servicePhone,
      },
    }),
  }
}

/** The colours of a new product: `color-0`, `stock-0-260` and so on. */
export function colorsIn(form: FormData): EnteredColor[] {
  const numbers = [...form.keys()].flatMap((name) => /^color-(\d+)$/.exec(name)?.[1] ?? [])
  return numbers.map((number) => colorIn(form, number))
}

/** One colour, by the number that its fields have. */
export function colorIn(form: FormData, number: string): EnteredColor {
  const prefix = `stock-${number}-`
  const stocks = [...form.keys()].filter((name) => name.startsWith(prefix))
  return {
    name: textOf(form, `color-${number}`),
    family: textOf(form, `family-${number}`),
    stocks: Object.fromEntries(stocks.map((name) => [name.slice(prefix.length), textOf(form, name)])),
  }
}

/** The family that was chosen, which the API checks. */
export const familyOf = ({ family }: EnteredColor) =>
  family === '' ? null : (family as CommerceSchemas['ColorFamily'])

/** A colour as the API takes it. */
export function newColorOf(color: EnteredColor): CommerceSchemas['NewColor'] {
  const family = familyOf(color)
  return { name: color.name, ...(family && { family }), skus: skusOf(color) }
}

/** The sizes for which pairs were entered. */
export const skusOf = ({ stocks }: EnteredColor): CommerceSchemas['NewSku'][] =>
  Object.entries(stocks)
    .filter(([, pairs]) => pairs.trim() !== '')
    .map(([size, pairs]) => ({ sizeMm: Number(size), stock: numberOf(pairs) }))

/** NaN for anything but a number, which the API answers with the name of the field. */
export const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))

/** Changes the order of pictures as a button of the form says: `earlier` or `removed` with the address of one. */
export function arranged(images: readonly string[], form: FormData): string[] {
  const kept = images.filter((url) => url !== textOf(form, 'removed'))
  const at = kept.indexOf(textOf(form, 'earlier'))
  if (at < 1) return kept
  return [...kept.slice(0, at - 1), kept[at]!, kept[at - 1]!, ...kept.slice(at + 1)]
}

/** Uploads the files that a form without script sends; with script they are uploaded before. Stops at the first problem. */
export async function uploaded(
  shop: CommerceClient,
  form: FormData,
): Promise<{ urls: string[]; problem?: ApiProblem }> {
  const urls: string[] = []
  for (const file of form.getAll('pictures')) {
    if (!(file instanceof File) || file.size === 0) continue
    const stored = await outcomeOf(shop.POST('/v1/pictures', fileBody(file, file.type || 'image/*')))
    if (!stored.ok) return { urls, problem: stored.problem }
    urls.push(stored.value.urls.medium)
  }
  return { urls }
}
