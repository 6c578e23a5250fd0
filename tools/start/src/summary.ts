import { relative } from 'node:path'
import { demoAccounts, demoPassword } from '@munova/tool-seed'
import type { Apps } from './apps/apps.ts'
import type { RunningBroker } from './servers/broker.ts'
import type { Plan } from './apps/plan.ts'
import { root, type Settings } from './settings/settings.ts'
import { seconds } from './terminal/terminal.ts'

export interface SummaryInput {
  plan: Plan
  apps: Apps
  broker: RunningBroker
  settings: Settings
  tookMs: number
}

/** The addresses that `npm run chat` and `npm run demo:order` have without options. */
const DEFAULTS: Readonly<Record<string, string>> = {
  '--api': 'http://127.0.0.1:4000',
  '--chat': 'http://127.0.0.1:4100',
  '--toss': 'http://127.0.0.1:4200',
}

/** The text printed after the start: addresses, accounts, and what to try next. */
export function summary({ plan, apps, broker, settings, tookMs }: SummaryInput): string {
  const { storefrontUrl, commerceUrl, chatUrls } = plan
  const home = relative(root, settings.home)
  const chatNode = apps.processes.find(({ name }) => name.startsWith('chat-server') || name === 'munova')
  const accounts = Object.values(demoAccounts).map(({ email, role }) => `${email} (${role.toLowerCase()})`)
  return [
    '',
    `MUNOVA is running, after ${seconds(tookMs)}.`,
    '',
    `  shop    ${storefrontUrl}`,
    '',
    `  api     ${commerceUrl}   reference ${commerceUrl}/docs`,
    ...chatUrls.map(
      (url) => `  chat    ${url}   reference ${url}/docs   live ${url.replace('http', 'ws')}/ws`,
    ),
    ...plan.payments.map(({ urls }) => `  pay     ${urls[0]}   a fake of Toss Payments: no money moves`),
    ...plan.mailbox.map(({ urls }) => `  mail    ${urls[0]}   what the shop mails: nothing is delivered`),
    ...(broker.managementUrl ? [`  broker  ${brokerPage(broker.managementUrl)}`] : []),
    `  logs    ${home.startsWith('..') ? settings.home : home}/logs`,
    '',
    `  Sign in as ${accounts.join(', ')}`,
    `  with the password ${demoPassword}`,
    '',
    'Try',
    `  curl '${commerceUrl}/v1/products?limit=3'`,
    `  npm run chat${optionsOf({ '--api': commerceUrl, '--chat': chatUrls.join(',') })}   a terminal client`,
    ...plan.payments.map(
      ({ urls }) =>
        `  npm run demo:order${optionsOf({ '--api': commerceUrl, '--toss': urls[0]! })}   an order, from the cart to a refund`,
    ),
    ...(chatNode
      ? [`  kill -9 ${chatNode.pid}   kills ${chatNode.name}: it is restarted, and clients resume`]
      : []),
    '',
    'Ctrl-C stops everything and keeps the data for the next start.',
    '',
  ].join('\n')
}

/** The options of an npm script that differ from its defaults. */
function optionsOf(options: Record<string, string>): string {
  const given = Object.entries(options).filter(([name, url]) => url !== DEFAULTS[name])
  return given.length === 0 ? '' : ` -- ${given.flat().join(' ')}`
}

function brokerPage(managementUrl: string): string {
  const { origin, username, password } = new URL(managementUrl)
  return `${origin}   user ${username}, password ${password}`
}
