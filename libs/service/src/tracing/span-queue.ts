import { ExportResultCode } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'
import { setTimeout as sleep } from 'node:timers/promises'

export interface SpanQueueLimits {
  /** Spans that wait, those that are being sent included. */
  queue: number
  delayMs: number
  timeoutMs: number
}

/** Spans that are sent together. */
const BATCH = 512

/**
 * Sends spans in batches, one at a time. Unlike the SDK's own processor it counts what it drops, and a collector that is silent
 * costs it nothing but that count.
 */
export class SpanQueue implements SpanProcessor {
  readonly #exporter: SpanExporter
  readonly #limits: SpanQueueLimits
  #waiting: ReadableSpan[] = []
  #inFlight = 0
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> | undefined
  #isClosed = false
  dropped = 0

  constructor(exporter: SpanExporter, limits: SpanQueueLimits) {
    this.#exporter = exporter
    this.#limits = limits
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (span.spanContext().traceFlags === 0) return
    if (this.#isClosed || this.#waiting.length + this.#inFlight >= this.#limits.queue) {
      this.dropped++
      return
    }
    this.#waiting.push(span)
    if (this.#waiting.length >= BATCH) void this.forceFlush()
    else this.#timer ??= setTimeout(() => void this.forceFlush(), this.#limits.delayMs).unref()
  }

  /** Resolves when everything that waited has been sent, or was dropped. */
  forceFlush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined
    })
    return this.#sending
  }

  /** Sends what waits, for as long as one export may take; the rest is dropped. */
  async shutdown(): Promise<void> {
    this.#isClosed = true
    const late = sleep(this.#limits.timeoutMs, undefined, { ref: false })
    await Promise.race([this.forceFlush(), late])
    this.dropped += this.#waiting.length
    this.#waiting = []
    await Promise.race([this.#exporter.shutdown(), late])
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH)
      this.#inFlight = batch.length
      if (!(await this.#export(batch))) this.dropped += batch.length
      this.#inFlight = 0
    }
  }

  #export(batch: ReadableSpan[]): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => resolve(false), this.#limits.timeoutMs)
    this.#exporter.export(batch, ({ code }) => resolve(code === ExportResultCode.SUCCESS))
    return promise.finally(() => clearTimeout(timer))
  }
}
