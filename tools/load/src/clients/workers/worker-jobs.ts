import type { Counts } from '../statistics/counts.ts'
import { Crowd, type CrowdPlan } from '../jobs/idle-job.ts'
import { Load } from '../jobs/load-job.ts'
import { Pairs } from '../jobs/pairs-job.ts'
import type { PairsPlan } from '../jobs/pairs-plan.ts'
import type { Plan } from '../jobs/load-plan.ts'

/** What a process of clients can do: its steps are called one after the other by fleet.ts. */
export interface Job {
  readonly counts: Counts
  close(): void
}

export const jobs = {
  load: (plan: Plan) => new Load(plan),
  crowd: (plan: CrowdPlan) => new Crowd(plan),
  pairs: (plan: PairsPlan) => new Pairs(plan),
}

export type JobName = keyof typeof jobs
export type PlanOf<Name extends JobName> = Parameters<(typeof jobs)[Name]>[0]
type JobOf<Name extends JobName> = ReturnType<(typeof jobs)[Name]>

/** The methods of a job that take one argument, or none, and take their time. */
export type StepOf<Name extends JobName> = {
  [Step in keyof JobOf<Name>]: JobOf<Name>[Step] extends (argument: never) => Promise<unknown> ? Step : never
}[keyof JobOf<Name>] &
  string
type Method<Name extends JobName, Step extends StepOf<Name>> = Extract<
  JobOf<Name>[Step],
  (argument: never) => Promise<unknown>
>
export type ArgumentOf<Name extends JobName, Step extends StepOf<Name>> = Parameters<Method<Name, Step>>
export type ValueOf<Name extends JobName, Step extends StepOf<Name>> = Awaited<ReturnType<Method<Name, Step>>>

/** What the parent says: first `open`, then steps, the next when the last is done. */
export type Command =
  { kind: 'open'; job: JobName; plan: unknown } | { kind: 'step'; step: string; argument: unknown[] }

/** What the process of clients says: `done` for each command, `progress` in between. */
export type Report =
  | { kind: 'done'; value: unknown; counts: Counts }
  | { kind: 'progress'; counts: Counts }
  | { kind: 'failed'; reason: string }
