import { parseArgs } from 'node:util'
import { DemoFailure } from './failure.ts'

export const usage = `npm run demo:order -- [--api URL] [--toss URL]

  --api URL    commerce-api (http://127.0.0.1:4000)
  --toss URL   the fake of Toss Payments (http://127.0.0.1:4200)`

export interface Settings {
  commerceUrl: string
  tossUrl: string
}

/** Returns 'help' for --help. Throws DemoFailure. */
export function readSettings(args: string[]): Settings | 'help' {
  const options = readOptions(args)
  if (options.help) return 'help'
  return { commerceUrl: baseUrl('--api', options.api), tossUrl: baseUrl('--toss', options.toss) }
}

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        api: { type: 'string', default: 'http://127.0.0.1:4000' },
        toss: { type: 'string', default: 'http://127.0.0.1:4200' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return values
  } catch (error) {
    throw new DemoFailure(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

function baseUrl(option: string, text: string): string {
  if (URL.canParse(text)) return new URL(text).href.replace(/\/$/, '')
  throw new DemoFailure(`${option} is no URL: ${text}`)
}
