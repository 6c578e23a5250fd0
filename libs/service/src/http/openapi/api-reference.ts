import swaggerUi, { type FastifySwaggerUiOptions } from '@fastify/swagger-ui'
import type { FastifyError } from 'fastify'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { serviceProblem } from '../problem.ts'
import type { Http } from '../server.ts'
import { escapeHtml } from './start-page.ts'

const PREFIX = '/docs'

// Swagger UI sets style attributes. Everything else comes from this server or not at all.
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
  const options: FastifySwaggerUiOptions = {
    routePrefix: PREFIX,
    baseDir: folder(),
    staticCSP: contentSecurityPolicy,
    theme: { title: escapeHtml(title) },
    uiConfig: { deepLinking: true, layout: 'BaseLayout' },
    // Without this it reads its own logo from beside its source, which a bundled app does not have.
    logo: { type: 'image/svg+xml', content: '' },
    uiHooks: {
      onRequest(request, reply, done) {
        // The addresses in the page are relative to /docs/, so that it works behind any path prefix.
        if (request.url === PREFIX) void reply.redirect('docs/')
        else done()
      },
    },
  }
  // Called by a plugin of ours: registered itself, it would demand @fastify/swagger, whose document is ours (openapi.ts).
  void app.register(
    (scope, _, done) => {
      // A path that leads out of the folder is 403, which in our API means that a role may not do something.
      scope.setErrorHandler<FastifyError>((error) => {
        throw error.statusCode === 403 ? serviceProblem('ROUTE_NOT_FOUND') : error
      })
      // Typed as a callback plugin, it returns a promise.
      return swaggerUi(scope, options, done)
    },
    { logLevel: 'warn' },
  )
}

/** An app that is bundled into one file has the files beside it; otherwise they are in their package. */
function folder(): string {
  const beside = fileURLToPath(new URL('./reference/', import.meta.url))
  if (existsSync(beside)) return beside
  return fileURLToPath(new URL('./static/', import.meta.resolve('@fastify/swagger-ui/package.json')))
}
