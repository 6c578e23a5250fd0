import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { POLICIES_FOLDER } from '$app/env/private'
import type { Language } from '#lib/text/language.ts'

/**
 * The operator's own text, from `terms.ko.txt`, `privacy.en.txt` and so on in POLICIES_FOLDER; undefined without the folder
 * or the file. Read anew each time: it is small, and an operator changes it without a restart.
 */
export async function operatorsText(
  name: 'terms' | 'privacy',
  language: Language,
): Promise<string | undefined> {
  if (!POLICIES_FOLDER) return undefined
  try {
    return await readFile(join(POLICIES_FOLDER, `${name}.${language}.txt`), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
