import * as z from 'zod'
import { chatErrors, type ChatErrorCode } from './errors.ts'

/** An error as live transports carry it. `errors` names each path that is not valid. */
export const LiveError = z.object({
  code: z.enum(Object.keys(chatErrors) as [ChatErrorCode, ...ChatErrorCode[]]),
  message: z.string(),
  temporary: z.boolean(),
  retryAfterMs: z.int().nonnegative().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type LiveError = z.infer<typeof LiveError>
