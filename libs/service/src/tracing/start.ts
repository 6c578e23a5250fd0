import type { TracingConfig } from './settings.ts'
import { useTracer } from './tracer.ts'

export interface Tracing {
  /** Sends what waits, within the time of one export. */
  close(): Promise<void>
}

/** Records the traces of this process, when its settings have a collector. Without one nothing of the SDK is loaded. */
export async function startTracing(name: string, config: TracingConfig): Promise<Tracing> {
  if (config.OTEL_EXPORTER_OTLP_ENDPOINT === '') return { close: () => Promise.resolve() }
  const { openTracer } = await import('./sdk.ts')
  const tracer = openTracer(name, config)
  useTracer(tracer)
  return {
    async close() {
      useTracer(undefined)
      await tracer.close()
    },
  }
}
