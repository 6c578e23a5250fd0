import type { Counts } from '../statistics/counts.ts'
import { IdleJob, type IdlePlan } from '../jobs/idle-job.ts'
import { LoadJob } from '../jobs/load-job.ts'
import { PairsJob } from '../jobs/pairs-job.ts'
import type { PairsPlan } from '../jobs/pairs-plan.ts'
import type { LoadPlan } from '../jobs/load-plan.ts'

/** A job of a client process; the worker pool calls its steps one after the other. */
export interface Job {
  readonly counts: Counts
  close(): void
}

export const jobs = {
  load: (plan: LoadPlan) => new LoadJob(plan),
  idle: (plan: IdlePlan) => new IdleJob(plan),
  pairs: (plan: PairsPlan) => new PairsJob(plan),
}

export type JobName = keyof typeof jobs
export type PlanOf<Name extends JobName> = Parameters<(typeof jobs)[Name]>[0]
type JobOf<Name extends JobName> = ReturnType<(typeof jobs)[Name]>

/** The asynchronous methods of a job with one argument or none. */
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

/** Messages of the parent: first `open`, then one step after the other. */
export type Command =
  { kind: 'open'; job: JobName; plan: unknown } | { kind: 'step'; step: string; argument: unknown[] }

/** Messages of the client process: `done` for each command, `progress` in between. */
export type Report =
  | { kind: 'done'; value: unknown; counts: Counts }
  | { kind: 'progress'; counts: Counts }
  | { kind: 'failed'; reason: string }
