const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now()

/** Milliseconds of the machine's monotonic clock, which all processes of one machine share. */
export function monotonic(): number {
  return offset + performance.now()
}
