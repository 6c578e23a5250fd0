import type { CommerceSchemas } from '@munova/commerce-client'

type Product = CommerceSchemas['ProductDetail']

const own = /^(\/v1\/pictures\/[^/]+)\/\d+\.webp$/

/** A picture's address for other sites, in its largest size. */
export const pictureAddress = (url: string, origin: string): string =>
  new URL(url.replace(own, '$1/1200.webp'), origin).href

const characters = new Intl.Segmenter('ko', { granularity: 'grapheme' })
const SUMMARY = 150

/** The beginning of a description, in one line, as search engines show it. */
export const summaryOf = (description: string): string =>
  Array.from(
    characters.segment(
      description
        .replaceAll(/\s+/g, ' ')
        .trim()
        .slice(0, 4 * SUMMARY),
    ),
    ({ segment }) => segment,
  )
    .slice(0, SUMMARY)
    .join('')

/** The product in the words of schema.org, as text that is safe inside a script element. */
export function structuredData(product: Product, origin: string, isSoldOut: boolean): string {
  const url = `${origin}/products/${product.id}`
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: product.name,
    description: product.description,
    url,
    brand: { '@type': 'Brand', name: product.brand.name },
    category: product.category.name,
    image: product.images.map((picture) => pictureAddress(picture, origin)),
    offers: {
      '@type': 'Offer',
      url,
      price: product.price,
      priceCurrency: 'KRW',
      ...(product.sale && { priceValidUntil: product.sale.until }),
      availability: `https://schema.org/${isSoldOut ? 'OutOfStock' : 'InStock'}`,
      itemCondition: 'https://schema.org/NewCondition',
      seller: { '@type': 'Organization', name: product.seller.name },
    },
  }
  // Neither an end tag nor a comment can begin in it, and nothing of it has to be escaped as HTML.
  return JSON.stringify(data)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('&', String.raw`\u0026`)
}
