import { z } from 'zod'

const count = (fallback: number) => z.coerce.number().int().positive().default(fallback)
const milliseconds = count

/** The settings of traces, a part of an app's settings. Their names are those of OpenTelemetry, without the units that others have. */
export const tracingSettings = {
  /** Where traces are sent, by OTLP over HTTP: a URL to which /v1/traces is added. Without it there are none. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.union([z.literal(''), z.url()]).default(''),
  /** Headers that the collector wants, such as a token: `name=value`, separated by commas. */
  OTEL_EXPORTER_OTLP_HEADERS: z.string().default(''),
  /** The part of all traces that is recorded, from 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(0.1),
  /** Spans that wait to be sent; further ones are dropped. */
  OTEL_BSP_MAX_QUEUE_SIZE: count(2_048),
  /** How long spans wait to be sent together, in milliseconds. */
  OTEL_BSP_SCHEDULE_DELAY: milliseconds(5_000),
  /** How long the collector may take for what is sent, in milliseconds; it is then dropped. A process that stops waits no longer. */
  OTEL_BSP_EXPORT_TIMEOUT: milliseconds(5_000),
}

const schema = z.object(tracingSettings)
export type TracingConfig = z.infer<typeof schema>
