import { ROOT_CONTEXT, SpanKind as Kind, SpanStatusCode, trace, type Span } from '@opentelemetry/api'
import { parseKeyPairsIntoRecord } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace'
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { runningBuild } from '../process/build.ts'
import type { TracingConfig } from './settings.ts'
import { SpanQueue } from './span-queue.ts'
import type { OpenSpan, SpanKind, SpanOptions, Tracer } from './tracer.ts'

/*
 * The one file that imports the SDK; it is loaded only where traces are on. Spans are begun by hand: what patches modules
 * finds none in a bundle.
 */

const kinds: Readonly<Record<SpanKind, Kind>> = {
  internal: Kind.INTERNAL,
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
}

/** A tracer that sends its spans to the collector of the settings. */
export function openTracer(name: string, config: TracingConfig): Tracer & { close(): Promise<void> } {
  const timeoutMs = config.OTEL_BSP_EXPORT_TIMEOUT
  const exporter = new OTLPTraceExporter({
    url: `${config.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, '')}/v1/traces`,
    headers: parseKeyPairsIntoRecord(config.OTEL_EXPORTER_OTLP_HEADERS),
    timeoutMillis: timeoutMs,
  })
  const queue = new SpanQueue(exporter, {
    queue: config.OTEL_BSP_MAX_QUEUE_SIZE,
    delayMs: config.OTEL_BSP_SCHEDULE_DELAY,
    timeoutMs,
  })
  const { version } = runningBuild()
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': name,
      'service.version': version,
      'service.instance.id': randomUUID(),
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(config.OTEL_TRACES_SAMPLER_ARG) }),
    spanProcessors: [queue],
  })
  const tracer = provider.getTracer('munova', version)
  const active = new AsyncLocalStorage<OpenSpan>()
  return {
    current: () => active.getStore(),
    run: (span, body) => active.run(span, body),
    begin: (spanName, { kind = 'internal', attributes = {}, parent, links = [] }: SpanOptions) => {
      const of = parent === 'root' ? undefined : (parent ?? active.getStore()?.context)
      const span = tracer.startSpan(
        spanName,
        { kind: kinds[kind], attributes, links: links.map((context) => ({ context })) },
        of ? trace.setSpanContext(ROOT_CONTEXT, of) : ROOT_CONTEXT,
      )
      return openSpan(span)
    },
    droppedSpans: () => queue.dropped,
    close: () => provider.shutdown(),
  }
}

function openSpan(span: Span): OpenSpan {
  let isOver = false
  return {
    context: span.spanContext(),
    get isOver() {
      return isOver
    },
    set: (name, value) => void span.setAttribute(name, value),
    end(error) {
      if (isOver) return
      isOver = true
      if (error !== undefined) {
        span.setAttribute('error.type', classOf(error))
        span.setStatus({ code: SpanStatusCode.ERROR })
      }
      span.end()
    },
  }
}

function classOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
