const two = (value: number) => String(value).padStart(2, '0')

/** A rest of time as a clock shows it: `2:05`, with hours `1:02:05`, rounded up, so that 0:00 is the end. */
export function clock(ms: number): string {
  const seconds = Math.ceil(Math.max(0, ms) / 1000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
