import type { Attributes, SpanContext } from '@opentelemetry/api'

export type { SpanContext }

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

export interface SpanOptions {
  kind?: SpanKind
  /** Names, codes and counts: nothing a person wrote, and no id of one. */
  attributes?: Attributes
  /** The span that this one is a part of; `root` begins a trace. Without it the current span. */
  parent?: SpanContext | 'root'
  links?: readonly SpanContext[]
}

/** A span that has begun. */
export interface OpenSpan {
  readonly context: SpanContext
  readonly isOver: boolean
  set(name: string, value: string | number): void
  /** With an error, only its class or code is recorded: messages quote what people wrote. */
  end(error?: unknown): void
}

/** What records spans; there is one for a process, or none. */
export interface Tracer {
  current(): OpenSpan | undefined
  run<Result>(span: OpenSpan, body: () => Result): Result
  begin(name: string, options: SpanOptions): OpenSpan
  droppedSpans(): number
}

/** Links of one span; a batch may have hundreds of items. */
const MAX_LINKS = 32
/** Of the flags of a span: it is recorded. */
const SAMPLED = 1

let tracer: Tracer | undefined
/** Where objects that wait for a batch, a delivery or another process come from. */
let origins = new WeakMap<object, SpanContext>()

/** The tracer of this process from now on: before its servers start, since these look once whether there is one. */
export function useTracer(next: Tracer | undefined): void {
  tracer = next
  origins = new WeakMap()
}

/** Whether this process records traces. */
export function isTracing(): boolean {
  return tracer !== undefined
}

/** Spans that were not sent: too many waited, or the collector did not take them. */
export const droppedSpans = (): number => tracer?.droppedSpans() ?? 0

/** Runs `body` in a span, which ends with the promise that it returns. Without a tracer it only runs. */
export function traced<Result>(name: string, options: SpanOptions, body: () => Result): Result {
  if (!tracer) return body()
  const span = tracer.begin(name, options)
  try {
    const result = tracer.run(span, body)
    if (result instanceof Promise)
      void result.then(
        () => span.end(),
        (error: unknown) => span.end(error),
      )
    else span.end()
    return result
  } catch (error) {
    span.end(error)
    throw error
  }
}

/** Begins a span that `end` ends; undefined without a tracer. */
export function beginSpan(name: string, options: SpanOptions): OpenSpan | undefined {
  return tracer?.begin(name, options)
}

/** As `beginSpan`, where there is a span to be a part of that has not ended: what a process does on its own is no trace. */
export function beginChildSpan(name: () => string, options: SpanOptions): OpenSpan | undefined {
  const parent = tracer?.current()
  return parent && !parent.isOver ? tracer?.begin(name(), options) : undefined
}

/** Runs `body` as a part of a span. */
export function inSpan<Result>(span: OpenSpan, body: () => Result): Result {
  return tracer ? tracer.run(span, body) : body()
}

/** Where this code runs in a trace. */
export function currentSpanContext(): SpanContext | undefined {
  return tracer?.current()?.context
}

/** Remembers that an object comes from a span, by default the current one. The first one counts: what waits again comes from where it did. */
export function rememberOrigin(object: object, context = currentSpanContext()): void {
  if (context && !origins.has(object)) origins.set(object, context)
}

/** The span that an object comes from. */
export function originSpan(object: object): SpanContext | undefined {
  return tracer && origins.get(object)
}

/** The first of the recorded spans that objects come from. */
export function recordedOrigin(objects: readonly object[]): SpanContext | undefined {
  if (!tracer) return undefined
  for (const object of objects) {
    const origin = origins.get(object)
    if (origin && isRecorded(origin)) return origin
  }
  return undefined
}

/**
 * Runs what is done for several objects at once, in one span: a part of the first recorded trace that one comes from, with links to the
 * others. Where none is recorded, neither is this; without a span where none comes from one.
 */
export function tracedTogether<Result>(
  name: string,
  objects: readonly unknown[],
  options: Pick<SpanOptions, 'kind' | 'attributes'>,
  body: () => Result,
): Result {
  if (!tracer) return body()
  const contexts = objects.flatMap((object) => (isObject(object) ? (origins.get(object) ?? []) : []))
  const recorded = contexts.filter(isRecorded)
  const [parent = contexts[0], ...links] = new Map(recorded.map((each) => [each.spanId, each])).values()
  if (!parent) return body()
  return traced(name, { ...options, parent, links: links.slice(0, MAX_LINKS) }, body)
}

function isRecorded({ traceFlags }: SpanContext): boolean {
  return (traceFlags & SAMPLED) !== 0
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
