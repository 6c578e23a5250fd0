import { error } from '@sveltejs/kit'
import { readCategories } from '#lib/server/categories.ts'
import { newestProducts } from '#lib/server/newest-products.ts'
import type { RequestHandler } from './$types'

/** An index with one sitemap for each root of the categories, `?category=…`, which lists its pages of products. */
export const GET: RequestHandler = async ({ url, locals: { shop } }) => {
  const roots = (await readCategories(shop)).filter(({ parentId }) => parentId === null)
  const asked = url.searchParams.get('category')
  if (asked === null) {
    const maps = roots.map(
      ({ id }) => `<sitemap><loc>${url.origin}/sitemap.xml?category=${id}</loc></sitemap>`,
    )
    return xml('sitemapindex', maps)
  }
  const root = roots.find(({ id }) => String(id) === asked)
  if (!root) error(404)
  const products = await newestProducts(shop, root.id)
  const paths = [`/products?category=${root.id}`, ...products.map((id) => `/products/${id}`)]
  return xml(
    'urlset',
    paths.map((path) => `<url><loc>${url.origin}${path}</loc></url>`),
  )
}

const xml = (root: string, entries: string[]) =>
  new Response(
    `<?xml version="1.0" encoding="UTF-8"?>
<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${entries.join('\n')}
</${root}>
`,
    { headers: { 'content-type': 'application/xml' } },
  )
