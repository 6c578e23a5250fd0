import type { Http } from './server.ts'

const JSON_TYPE = 'application/json'

/**
 * Reads JSON bodies. An empty one is none, although many clients name its type in every request: whether a route needs a
 * body is its schema's business.
 */
export function readJsonBodies(app: Http): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(JSON_TYPE)
  app.addContentTypeParser(JSON_TYPE, { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null)
    else void parse(request, String(body), done)
  })
}
