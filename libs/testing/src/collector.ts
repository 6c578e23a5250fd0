import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { z } from 'zod'
import type { Cleanup } from './cleanup.ts'
import { until } from './latch.ts'

const Value = z.object({ stringValue: z.string().optional(), intValue: z.coerce.number().optional() })
const Attributes = z.array(z.object({ key: z.string(), value: Value })).default([])
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  name: z.string(),
  attributes: Attributes,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.object({ code: z.number().optional() }).optional(),
})
/** The part of OTLP over HTTP with JSON that tests look at. */
const TracesData = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
})

export type CollectedSpan = z.infer<typeof Span> & { service: string }

export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string
  spans: CollectedSpan[]
  /** The headers of the requests so far. */
  headers: NodeJS.Dict<string | string[]>[]
  /** Waits for a trace of which this is true, and returns its spans. */
  trace(what: string, isWanted: (spans: CollectedSpan[]) => boolean): Promise<CollectedSpan[]>
}

/** A collector of OpenTelemetry traces. One that is silent accepts everything and responds nothing. */
export async function testCollector(t: Cleanup, { isSilent = false } = {}): Promise<Collector> {
  const spans: CollectedSpan[] = []
  const headers: Collector['headers'] = []
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    spans.push(...spansOf(await json(request)))
    response.setHeader('content-type', 'application/json').end('{}')
  }
  const server = createServer((request, response) => {
    headers.push(request.headers)
    if (isSilent) return
    void receive(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    headers,
    trace: (what, isWanted) =>
      until(
        () =>
          Map.groupBy(spans, ({ traceId }) => traceId)
            .values()
            .find(isWanted),
        { what, timeoutMs: 30_000 },
      ),
  }
}

function spansOf(body: unknown): CollectedSpan[] {
  return TracesData.parse(body).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? ''
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service })))
  })
}
