/** The value of a metric without labels. */
export async function metric(url: string, name: string): Promise<number> {
  const page = await (await fetch(new URL('/metrics', url))).text()
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(page)?.[1])
}
