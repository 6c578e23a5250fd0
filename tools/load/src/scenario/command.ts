import { parseArgs } from 'node:util'
import type { ListOption, NumberOption, NumbersOption, Option, Scenario } from './scenario.ts'

/** A parsed command line. */
export interface Command {
  scenario: Scenario
  values: Record<string, number | string | string[] | number[]>
  repeat: number
  json: string | undefined
  profile: string | undefined
}

/** The command line is invalid; the message says what is wrong. */
export class WrongCommand extends Error {}

const repeat: NumberOption = {
  what: 'number of runs, each with a new server and database',
  fallback: 1,
  least: 1,
  most: 50,
}

/** Undefined when help was requested. Throws WrongCommand. */
export function readCommand(scenarios: readonly Scenario[], args: string[]): Command | undefined {
  const [name, ...rest] = args
  if (name === undefined || name === 'help' || args.includes('--help')) return undefined
  const scenario = scenarios.find((each) => each.name === name)
  if (!scenario) throw new WrongCommand(`there is no scenario "${name}"`)
  const given = parse(scenario, rest)
  const values = Object.entries(scenario.options).map(([key, option]) => [key, read(key, option, given[key])])
  return {
    scenario,
    values: Object.fromEntries(values) as Command['values'],
    repeat: number('repeat', repeat, given['repeat']),
    json: given['json'],
    profile: given['profile'],
  }
}

export function helpText(scenarios: readonly Scenario[]): string {
  return [
    'npm run load -- SCENARIO [--OPTION VALUE]...',
    'Starts a chat-server, puts a load on it, checks every message, and fails when one is lost, duplicated or out of order.',
    ...scenarios.flatMap(({ name, summary, options }) => [
      '',
      `  ${name}: ${summary}`,
      ...Object.entries(options).map(([key, option]) => line(key, option)),
    ]),
    '',
    '  options of every scenario',
    line('repeat', repeat),
    line('json', { what: 'file to write the figures, runs and medians to' }),
    line('profile', { what: "folder for the server's CPU profile; its top functions are printed" }),
  ].join('\n')
}

type Described = {
  what: string
  fallback?: number | string
  choices?: readonly string[]
  list?: readonly string[]
}

function line(name: string, { what, fallback, choices, list }: Described): string {
  const names = choices ?? (list && ['all', 'none', ...list])
  const words = names ? `${what}: ${names.join(', ')}` : what
  return `    --${name.padEnd(12)} ${words}${fallback === undefined ? '' : ` (${fallback})`}`
}

function parse(scenario: Scenario, args: string[]): Record<string, string | undefined> {
  const names = [...Object.keys(scenario.options), 'repeat', 'json', 'profile']
  try {
    const options = Object.fromEntries(names.map((key) => [key, { type: 'string' as const }]))
    return parseArgs({ args, options, strict: true }).values
  } catch (error) {
    throw new WrongCommand(error instanceof Error ? error.message : String(error))
  }
}

function read(name: string, option: Option, text: string | undefined): Command['values'][string] {
  if ('each' in option) return numbers(name, option, text)
  if ('list' in option) return several(name, option, text)
  if (!('choices' in option)) return number(name, option, text)
  const { choices, fallback } = option
  if (text === undefined || choices.includes(text)) return text ?? fallback
  throw new WrongCommand(`--${name} is one of ${choices.join(', ')}`)
}

function several(name: string, { fallback, list }: ListOption, text: string = fallback): string[] {
  if (text === 'all') return [...list]
  if (text === 'none') return []
  const items = text.split(',')
  if (items.every((item) => list.includes(item))) return [...new Set(items)]
  throw new WrongCommand(`--${name} is all, none, or some of ${list.join(',')}`)
}

function numbers(name: string, { each }: NumbersOption, text: string | undefined): number[] {
  return text === undefined ? [] : text.split(',').map((item) => wholeNumber(name, each, item))
}

function number(name: string, option: NumberOption, text: string | undefined): number {
  return text === undefined ? option.fallback : wholeNumber(name, option, text)
}

function wholeNumber(name: string, { least, most }: { least: number; most: number }, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new WrongCommand(`--${name} is a whole number from ${least} to ${most}`)
}
