import type { SpanContext } from '@opentelemetry/api'
import { currentSpanContext } from './tracer.ts'

/** Version 00 of W3C Trace Context: trace, span and flags. */
const wellFormed = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const allZero = /^0+$/

/** Where this code runs in a trace, as text for another process; undefined outside of a trace. */
export function currentTraceparent(): string | undefined {
  const context = currentSpanContext()
  return context && formatTraceparent(context)
}

export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

/** Undefined for what is no traceparent of this version. */
export function parseTraceparent(text: unknown): SpanContext | undefined {
  const [, traceId, spanId, flags] = (typeof text === 'string' && wellFormed.exec(text)) || []
  if (!traceId || !spanId || !flags || allZero.test(traceId) || allZero.test(spanId)) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
}
