import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { POLICIES_FOLDER } from '$app/env/private'
import type { Language } from '#lib/text/language.ts'
import { policyText } from '#lib/text/load.ts'

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

/** The text as it is shown now, as a consent names it: another text is another version. */
export async function versionOf(name: 'terms' | 'privacy', language: Language): Promise<string> {
  const own = await operatorsText(name, language)
  const text = own ?? (await policyText(language))[name].text
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return `${own === undefined ? 'draft' : 'own'}-${hash}`
}
