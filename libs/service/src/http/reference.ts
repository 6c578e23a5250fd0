import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Http } from './server.ts'

const files = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const

const start = `SwaggerUIBundle({
  url: new URL('../openapi.json', document.currentScript.src).href,
  dom_id: '#reference',
  deepLinking: true,
  validatorUrl: null,
})
`

// Styles: the page sets style attributes. Everything else comes from this server or not at all.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A page at /docs on which the routes can be read and tried. */
export function addReference(app: Http, title: string): void {
  const route = { logLevel: 'warn', schema: { hide: true } } as const
  const page = pageOf(title)

  app.get('/docs', route, (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', contentSecurityPolicy)
      .send(page),
  )
  app.get('/docs/start.js', route, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(start),
  )
  for (const [file, type] of Object.entries(files)) {
    let content: Promise<Buffer> | undefined
    app.get(`/docs/${file}`, route, async (_request, reply) => {
      content ??= readFile(new URL(file, folder()))
      return reply
        .type(type)
        .header('cache-control', 'public, max-age=3600')
        .send(await content)
    })
  }
}

/** An app bundled into one file has the two files beside it; otherwise they are in their package. */
function folder(): URL {
  const beside = new URL('./reference/', import.meta.url)
  if (existsSync(fileURLToPath(beside))) return beside
  return new URL('./', import.meta.resolve('swagger-ui-dist/package.json'))
}

function pageOf(title: string): string {
  const text = title.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text}</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`
}
