/** As much of an OpenAPI document as says how requests are answered. */
export interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>
}

/** What any request may meet before a route is found, or while its bytes are read. */
export const anywhere: ReadonlySet<string> = new Set([
  'ROUTE_NOT_FOUND',
  'INVALID_JSON',
  'VALIDATION_FAILED',
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
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

  /** Undefined when the route may answer with the error, else what is wrong. */
  objection(method: string, path: string, code: string): string | undefined {
    if (anywhere.has(code)) return undefined
    const route = this.#routeOf(method, path)
    if (route && this.byRoute.get(route)?.has(code)) return undefined
    return `${route ?? `${method} ${path}`} answered ${code}, which it does not declare`
  }

  /** As the router finds it: what is written out goes before what is a parameter. */
  #routeOf(method: string, path: string): string | undefined {
    const wanted = `${method} ${path.split('?')[0]}`
    const fits = (route: string) => new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(wanted)
    return this.byRoute.has(wanted) ? wanted : [...this.byRoute.keys()].find(fits)
  }
}

function codesIn(description: string): string[] {
  return [...description.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code!)
}
