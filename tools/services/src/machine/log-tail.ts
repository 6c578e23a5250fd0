import { readFile } from 'node:fs/promises'

/** The last lines of a server's log, for the error message of a failed start. */
export async function tailOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-20).join('\n')
}
