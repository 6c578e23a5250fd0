import { commerceFieldTexts, type CommerceFieldText, type LineError } from '@munova/commerce-contract'
import type { Problem, RejectedPath } from '@munova/service'
import type { SaidParams } from '@munova/text-contract'
import { reasonOf } from '../../csv/reason.ts'
import { rejectedPath } from '../../problems.ts'
import type { Column } from './columns.ts'

/** What is wrong with a line of the file. */
export interface Fault {
  line: number
  column: Column | null
  why: Problem | RejectedPath
}

export function wrongCell(
  line: number,
  column: Column,
  { text, params }: { text: CommerceFieldText; params?: SaidParams },
): Fault {
  return { line, column, why: rejectedPath(column, text, params) }
}

export function lineErrorOf({ line, column, why }: Fault, language: string): LineError {
  if ('code' in why) return { line, column, code: why.code, message: reasonOf(why, language) }
  const message = commerceFieldTexts[language]?.(why) ?? why.message
  return { line, column, code: 'VALIDATION_FAILED', message }
}
