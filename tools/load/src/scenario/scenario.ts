import { transportNames } from '../clients/connection/transport.ts'
import type { CleanupStack } from '../runtime/cleanup.ts'
import { brokerKinds } from '../system/chat-node.ts'

/** A command-line option that takes a whole number. */
export interface NumberOption {
  what: string
  fallback: number
  least: number
  most: number
}
/** An option that takes one of several values. */
export interface ChoiceOption {
  what: string
  fallback: string
  choices: readonly string[]
}
/** An option that takes some values of a list, separated by commas, or `all`, or `none`. */
export interface ListOption {
  what: string
  fallback: 'all' | 'none'
  list: readonly string[]
}
/** An option that takes whole numbers, separated by commas; none without it. */
export interface NumbersOption {
  what: string
  each: { least: number; most: number }
}
export type Option = NumberOption | ChoiceOption | ListOption | NumbersOption
export type Options = Record<string, Option>
type Value<Given> = Given extends { choices: readonly (infer Choice)[] }
  ? Choice
  : Given extends { list: readonly (infer Item)[] }
    ? Item[]
    : Given extends NumbersOption
      ? number[]
      : number
export type Values<Spec extends Options> = { [Name in keyof Spec]: Value<Spec[Name]> }

/** One figure of a run. `key` is its stable name in JSON; `value` is undefined where the system does not report it. */
export interface Figure {
  key: string
  label: string
  value: number | undefined
  unit: string
  /** Decimals in the table. */
  digits?: number
}

/** A table of the printed report; cells are Markdown. */
export interface Table {
  title: string
  head: string[]
  rows: string[][]
}

export interface ScenarioResult {
  figures: Figure[]
  /** For results that a flat list of figures cannot show. */
  tables?: Table[]
  /** Violated expectations; the run has failed when there are any. */
  problems: string[]
  /** Caveats for the reader of the figures. */
  notes: string[]
  /** The durability settings of the database. */
  durability: string
  /** The measured time window, in milliseconds of `monotonic()`. */
  window: { from: number; to: number }
}

/** What a scenario gets besides its options. */
export interface ScenarioContext {
  cleanup: CleanupStack
  /** The folder to write the server's CPU profile to. */
  profile: string | undefined
  log: (line: string) => void
}

/** One kind of measurement. Each has a file in scenarios/ and a line in scenarios/index.ts. */
export interface Scenario<Spec extends Options = Options> {
  name: string
  summary: string
  options: Spec
  run(context: ScenarioContext, values: Values<Spec>): Promise<ScenarioResult>
}

/** Options that all loads share. */
export const loadOptions = {
  transport: { what: 'transport of the clients', fallback: 'ws', choices: transportNames },
  seconds: { what: 'measured seconds', fallback: 10, least: 1, most: 3_600 },
  warmup: { what: 'warm-up seconds, not measured', fallback: 3, least: 0, most: 600 },
  size: { what: 'bytes of text in each message', fallback: 200, least: 1, most: 4_000 },
  generators: {
    what: 'client processes; more are started when there are too many connections for one',
    fallback: 1,
    least: 1,
    most: 64,
  },
} as const satisfies Options

/** Options of the system under test. */
export const systemOptions = {
  nodes: { what: 'number of chat-servers; connections are spread over them', fallback: 1, least: 1, most: 2 },
  broker: {
    what: 'broker between the chat-servers; memory works for one node only',
    fallback: 'rabbit',
    choices: brokerKinds,
  },
  workers: {
    what: 'CHAT_WORKERS of each chat-server; 0 keeps the default',
    fallback: 0,
    least: 0,
    most: 64,
  },
} as const satisfies Options
