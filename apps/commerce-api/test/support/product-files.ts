import { randomUUID } from 'node:crypto'
import type { ProductImportResult, UndoneImport } from '@munova/commerce-contract'
import type { Person } from './open-shop.ts'

export interface Sent {
  status: number
  body: ProductImportResult & { code?: string; errors: { path?: string; message: string }[] }
}

interface Options {
  as: Person
  dryRun?: boolean
  key?: string
  type?: string
  headers?: Record<string, string>
}

/** Sends a file of products: text, or the bytes of one. */
export async function importFile(
  url: string,
  file: string | Uint8Array,
  { as, dryRun = false, key = randomUUID(), type = 'text/csv', headers = {} }: Options,
): Promise<Sent> {
  const response = await fetch(`${url}/v1/seller/products/import?dryRun=${dryRun}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${as.token}`,
      'content-type': type,
      'idempotency-key': key,
      ...headers,
    },
    body: typeof file === 'string' ? file : new Uint8Array(file),
  })
  return { status: response.status, body: (await response.json()) as Sent['body'] }
}

/** The lines of the seller's export, each as its cells by the names of the columns. */
export async function exported(url: string, { token }: Person): Promise<Record<string, string>[]> {
  const text = await exportedText(url, { token })
  const [names = [], ...lines] = text
    .slice(1)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
  return lines.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])))
}

export async function exportedText(
  url: string,
  { token }: Pick<Person, 'token'>,
  language = 'en',
): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'accept-language': language }
  const response = await fetch(`${url}/v1/seller/products/export`, { headers })
  // `text()` would take the byte order mark off.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer())
}

/** A file of these lines. */
export function fileOf(lines: readonly Record<string, string | number>[]): string {
  const names = [...new Set(lines.flatMap((line) => Object.keys(line)))]
  return [names, ...lines.map((line) => names.map((name) => line[name] ?? ''))]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('')
}

export type Undone = UndoneImport & { code?: string }
