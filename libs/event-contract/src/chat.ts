import * as z from 'zod'
import { envelope } from './envelope.ts'

/** A chat-server without a complete projection asks commerce-api for a snapshot. Key `projection`. */
export const ProjectionRequested = envelope('projection.requested', 1, z.object({ requestId: z.uuid() }))
export type ProjectionRequested = z.infer<typeof ProjectionRequested>

/** Everything chat-server publishes. */
export const ChatEvent = z.discriminatedUnion('type', [ProjectionRequested])
export type ChatEvent = z.infer<typeof ChatEvent>
