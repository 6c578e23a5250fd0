import { codeOf } from '@munova/tool-services'

/** Of a file that may be missing: anything else that is wrong with it is thrown. */
export function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
  return undefined
}
