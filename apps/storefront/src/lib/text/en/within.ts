/** Within 10 minutes, within an hour, within two days. */
export function within(minutes: number): string {
  if (minutes < 60) return `within ${minutes} minutes`
  if (minutes === 60) return 'within an hour'
  return minutes < 2_880 ? `within ${minutes / 60} hours` : 'within two days'
}
