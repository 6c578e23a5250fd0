import { z } from 'zod'

const text = z.string().max(4_096)

const Node = z.object({
  /** Unique over all times. */
  id: text,
  slot: text,
  version: text,
  /** The weight it has at the balancer; 0 while it starts or leaves. */
  weight: z.int().nonnegative(),
})

const Attempt = z.object({
  id: text,
  kind: z.enum(['release', 'rollback']),
  from: text.nullable(),
  to: text,
  startedAt: text,
  /** Old nodes may be ended. From here an interrupted attempt is finished, before it is undone. */
  isPromoted: z.boolean(),
})

const AppState = z.object({
  current: text.nullable(),
  previous: text.nullable(),
  nodes: z.array(Node).max(128),
  attempt: Attempt.nullable(),
  /** The act that was begun last, until its result is known. */
  intent: z.object({ step: text, at: text }).nullable(),
})

export const State = z.object({ format: z.literal(1), apps: z.record(text, AppState) })

export type State = z.infer<typeof State>
export type AppState = z.infer<typeof AppState>
export type Node = z.infer<typeof Node>
export type Attempt = z.infer<typeof Attempt>

export const emptyAppState = (): AppState => ({
  current: null,
  previous: null,
  nodes: [],
  attempt: null,
  intent: null,
})
