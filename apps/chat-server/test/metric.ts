/** The value of a metric; its labels are part of the name, as on the page. */
export async function metric(url: string, name: string): Promise<number> {
  const page = await (await fetch(new URL('/metrics', url))).text()
  return Number(new RegExp(`^${RegExp.escape(name)} (.+)$`, 'm').exec(page)?.[1])
}
