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

/** The text printed after the start: addresses, accounts, and what to try next. */
export function summary({ plan, apps, broker, settings, tookMs }: SummaryInput): string {
  const { commerceUrl, chatUrls } = plan
  const home = relative(root, settings.home)
  const chatNode = apps.processes.find(({ name }) => name.startsWith('chat-server') || name === 'munova')
  const accounts = Object.values(demoAccounts).map(({ email, role }) => `${email} (${role.toLowerCase()})`)
  return [
    '',
    `MUNOVA is running, after ${seconds(tookMs)}.`,
    '',
    `  shop    ${commerceUrl}   reference ${commerceUrl}/docs`,
    ...chatUrls.map(
      (url) => `  chat    ${url}   reference ${url}/docs   live ${url.replace('http', 'ws')}/ws`,
    ),
    ...plan.payments.map(({ urls }) => `  pay     ${urls[0]}   a fake of Toss Payments: no money moves`),
    ...plan.mailbox.map(({ urls }) => `  mail    ${urls[0]}   what the shop mails: nothing is delivered`),
    ...(broker.managementUrl ? [`  broker  ${broker.managementUrl}`] : []),
    `  logs    ${home.startsWith('..') ? settings.home : home}/logs`,
    '',
    `  Sign in as ${accounts.join(', ')}`,
    `  with the password ${demoPassword}`,
    '',
    'Try',
    `  curl '${commerceUrl}/v1/products?limit=3'`,
    '  npm run chat   a terminal client',
    ...(chatNode
      ? [`  kill -9 ${chatNode.pid}   kills ${chatNode.name}: it is restarted, and clients resume`]
      : []),
    '',
    'Ctrl-C stops everything and keeps the data for the next start.',
    '',
  ].join('\n')
}
