import type { RequestHandler } from './$types'

/** What belongs to a visitor, or is not a page. */
const OWN = [
  '/account',
  '/admin',
  '/cart',
  '/change-email',
  '/chat/',
  '/checkout',
  '/coupons',
  '/left',
  '/messages',
  '/orders',
  '/reset-password',
  '/seller',
  '/session',
  '/settings',
  '/sign-in',
  '/sign-out',
  '/sign-up',
  '/v1/',
  '/verify-email',
]

export const GET: RequestHandler = ({ url }) => {
  const lines = [
    'User-agent: *',
    ...OWN.map((path) => `Disallow: ${path}`),
    'Allow: /v1/pictures/',
    '',
    `Sitemap: ${url.origin}/sitemap.xml`,
  ]
  return new Response(`${lines.join('\n')}\n`, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
