/** The value of a metric of a server. `name` includes the labels, as on the metrics page. */
export async function metric(url: string, name: string): Promise<number> {
  const page = await (await fetch(new URL('/metrics', url))).text()
  const line = page.split('\n').find((each) => each.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1))
}
