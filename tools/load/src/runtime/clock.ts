const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now()

/** Milliseconds of the machine's monotonic clock: the same in every process of one machine, never set back. */
export function monotonic(): number {
  return offset + performance.now()
}
