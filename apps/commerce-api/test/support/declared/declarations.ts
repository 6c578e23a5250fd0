/** The part of an OpenAPI document that declares the responses of routes. */
export interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>
}

/** Errors that any request may get before its route is found, or while its body is read. */
export const anywhere: ReadonlySet<string> = new Set([
  'ROUTE_NOT_FOUND',
  'INVALID_JSON',
  'VALIDATION_FAILED',
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
  'HEADERS_TOO_LARGE',
])

/** The errors that each route declares, by `METHOD /path/{parameter}`. */
export class Declarations {
  readonly byRoute: ReadonlyMap<string, ReadonlySet<string>>

  constructor({ paths }: Document) {
    this.byRoute = new Map(
      Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, { responses }]) => [
          `${method.toUpperCase()} ${path}`,
          new Set(Object.values(responses).flatMap(({ description }) => codesIn(description))),
        ]),
      ),
    )
  }

  /** Undefined when the route declares the error; otherwise a sentence about the violation. */
  objection(method: string, path: string, code: string): string | undefined {
    if (anywhere.has(code)) return undefined
    const route = this.#routeOf(method, path)
    if (route && this.byRoute.get(route)?.has(code)) return undefined
    return `${route ?? `${method} ${path}`} answered ${code}, which it does not declare`
  }

  /** As the router finds it: a literal path takes precedence over one with parameters. */
  #routeOf(method: string, path: string): string | undefined {
    const wanted = `${method} ${path.split('?')[0]}`
    const fits = (route: string) => new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(wanted)
    return this.byRoute.has(wanted) ? wanted : [...this.byRoute.keys()].find(fits)
  }
}

function codesIn(description: string): string[] {
  return [...description.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code!)
}
