import type * as z from 'zod'
import type { Said } from './said.ts'

/** Why a value is rejected. */
export interface Rejection {
  /** In English. */
  message: string
  /** Of a message with parameters. */
  params?: Said['params'] | undefined
  /** What zod has reported. */
  issue?: z.core.$ZodIssue
}

/** The message of a rejection in another language; undefined where it has none. */
export type FieldTexts = (rejection: Rejection) => string | undefined
