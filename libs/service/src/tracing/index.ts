export { startTracing, type Tracing } from './start.ts'
export { tracingSettings, type TracingConfig } from './settings.ts'
export { currentTraceparent, parseTraceparent } from './traceparent.ts'
export {
  beginChildSpan,
  beginSpan,
  inSpan,
  isTracing,
  originSpan,
  recordedOrigin,
  rememberOrigin,
  traced,
  tracedTogether,
  type OpenSpan,
  type SpanContext,
  type SpanOptions,
} from './tracer.ts'
