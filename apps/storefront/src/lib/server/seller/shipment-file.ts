import type { CommerceSchemas } from '@munova/commerce-client'

/** The text of a CSV file as commerce-api reads it: what is not UTF-8 is in the Korean code page of Windows. */
export function csvText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('euc-kr').decode(bytes)
  }
}

/** The names of the columns and the lines that failed, as they were sent; empty when none did. */
export function failedLines(text: string, results: readonly CommerceSchemas['ImportedLine'][]): string {
  const lines = text.split('\n')
  const partOf = (from: number, until: number) =>
    lines
      .slice(from - 1, until - 1)
      .join('\n')
      .trimEnd()
  const failed = results.flatMap(({ line, result }, index) =>
    // A record in quotes may have several lines: it ends where the next one begins.
    result === 'FAILED' ? [partOf(line, results[index + 1]?.line ?? lines.length + 1)] : [],
  )
  const [names = ''] = lines.filter((line) => line.trim() !== '')
  return failed.length === 0 ? '' : `${[names.trimEnd(), ...failed].join('\n')}\n`
}
