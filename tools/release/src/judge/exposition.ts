export interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

/** The samples of a page in Prometheus's text format; lines that are none are left out. */
export function parseExposition(page: string): Sample[] {
  const samples: Sample[] = []
  for (const line of page.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/.exec(line)
    if (!match) continue
    const [, name = '', inBraces = '', number] = match
    const labels: Record<string, string> = {}
    for (const [, label = '', value = ''] of inBraces.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g))
      labels[label] = value
    samples.push({ name, labels, value: Number(number) })
  }
  return samples
}
