import { serviceProblem } from '@munova/service'
import { rejectedPath } from '../problems.ts'

const utf8 = new Set(['utf-8', 'utf8'])
/** Windows in Korean calls its code page 949 by several names; it contains EUC-KR. */
const korean = new Set(['euc-kr', 'cp949', 'ms949', 'windows-949', 'uhc', 'ks_c_5601-1987'])

/**
 * The text of a file. Excel saves CSV in the code page of Windows, without saying so: what is not UTF-8 is taken for that.
 * Node decodes the syllables of EUC-KR; the rare others of code page 949 become U+FFFD, which no column that is read contains.
 * Throws UNSUPPORTED_MEDIA_TYPE for another charset, VALIDATION_FAILED for bytes that are not of the given one.
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  const name = charset?.toLowerCase()
  if (name !== undefined && korean.has(name)) return new TextDecoder('euc-kr').decode(bytes)
  if (name !== undefined && !utf8.has(name)) throw serviceProblem('UNSUPPORTED_MEDIA_TYPE')
  try {
    // Removes the byte order mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    if (name === undefined) return new TextDecoder('euc-kr').decode(bytes)
    throw serviceProblem('VALIDATION_FAILED', { errors: [rejectedPath('body', 'is not UTF-8')] })
  }
}
