import type { Http } from '@munova/service'
import { decodeText } from './decode.ts'

/** Adds routes whose body is a CSV file: its text. They have a scope of their own, since no other route reads CSV. */
export function addCsvRoutes(app: Http, options: { maxBytes: number }, routes: (scope: Http) => void): void {
  const { maxBytes } = options
  void app.register((scope: Http, _, done) => {
    scope.addContentTypeParser(
      'text/csv',
      { parseAs: 'buffer', bodyLimit: maxBytes },
      (request, body, parsed) => {
        const [, charset] = /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '') ?? []
        try {
          parsed(null, decodeText(Buffer.from(body), charset))
        } catch (error) {
          parsed(error as Error)
        }
      },
    )
    routes(scope)
    done()
  })
}
