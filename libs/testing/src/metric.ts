/** The value of a metric; of one with labels only when `name` has them, as they are printed. */
export async function metric(url: string, name: string): Promise<number> {
  const page = await (await fetch(new URL('/metrics', url))).text()
  const line = page.split('\n').find((each) => each.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1))
}
