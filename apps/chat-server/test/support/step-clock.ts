/** To be preloaded into a node: SIGUSR2 sets its wall clock an hour ahead, SIGHUP an hour back. The monotonic clock goes on. */
const HOUR_MS = 3_600_000
const RealDate = Date
let aheadMs = 0

globalThis.Date = new Proxy(RealDate, {
  construct: (_target, values: [], newTarget) =>
    Reflect.construct(RealDate, values.length === 0 ? [Date.now()] : values, newTarget) as Date,
})
const now = RealDate.now.bind(RealDate)
RealDate.now = () => now() + aheadMs

process.on('SIGUSR2', () => (aheadMs += HOUR_MS))
process.on('SIGHUP', () => (aheadMs -= HOUR_MS))
