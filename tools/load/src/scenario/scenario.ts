import { transportNames } from '../clients/connection/transport.ts'
import type { Closing } from '../runtime/cleanup.ts'
import { brokerKinds } from '../system/chat-node.ts'

/** A whole number from the command line. */
export interface NumberOption {
  what: string
  fallback: number
  least: number
  most: number
}
/** One of several words. */
export interface ChoiceOption {
  what: string
  fallback: string
  choices: readonly string[]
}
/** Several words of a list, separated by commas; `all` and `none` of them. */
export interface ListOption {
  what: string
  fallback: 'all' | 'none'
  list: readonly string[]
}
export type Option = NumberOption | ChoiceOption | ListOption
export type Options = Record<string, Option>
type Value<Given> = Given extends { choices: readonly (infer Choice)[] }
  ? Choice
  : Given extends { list: readonly (infer Item)[] }
    ? Item[]
    : number
export type Values<Spec extends Options> = { [Name in keyof Spec]: Value<Spec[Name]> }

/** One figure of a run. `key` is its name in JSON and stays the same; undefined where the system does not tell. */
export interface Figure {
  key: string
  label: string
  value: number | undefined
  unit: string
  /** Decimals in the table. */
  digits?: number
}

/** For people: Markdown in the cells. */
export interface Table {
  title: string
  head: string[]
  rows: string[][]
}

export interface Outcome {
  figures: Figure[]
  /** What the figures say where a list of them would not show it. */
  tables?: Table[]
  /** What must not be: the run has failed. */
  problems: string[]
  /** What a reader of the figures should know. */
  notes: string[]
  /** How the database stored. */
  durability: string
  /** When it was measured, in milliseconds of `monotonic()`. */
  window: { from: number; to: number }
}

/** What a scenario is given beside its options. */
export interface Lab {
  closing: Closing
  /** A folder for the server's CPU profile. */
  profile: string | undefined
  log: (line: string) => void
}

/** A question put to the chat server. One file each in scenarios/, listed in scenarios/index.ts. */
export interface Scenario<Spec extends Options = Options> {
  name: string
  summary: string
  options: Spec
  run(lab: Lab, values: Values<Spec>): Promise<Outcome>
}

/** Options that every load has. */
export const loadOptions = {
  transport: { what: 'how the clients speak', fallback: 'ws', choices: transportNames },
  seconds: { what: 'measured seconds', fallback: 10, least: 1, most: 3_600 },
  warmup: { what: 'seconds before that, not measured', fallback: 3, least: 0, most: 600 },
  size: { what: 'bytes of text in a message', fallback: 200, least: 1, most: 4_000 },
  generators: {
    what: 'processes of clients; more when they have too many connections',
    fallback: 1,
    least: 1,
    most: 64,
  },
} as const satisfies Options

/** Options of what is measured. */
export const systemOptions = {
  nodes: { what: 'chat-servers; the connections are spread over them', fallback: 1, least: 1, most: 2 },
  broker: { what: 'between the chat-servers; memory is for one', fallback: 'rabbit', choices: brokerKinds },
  workers: {
    what: 'CHAT_WORKERS of each chat-server; 0 leaves it as it is shipped',
    fallback: 0,
    least: 0,
    most: 64,
  },
} as const satisfies Options
