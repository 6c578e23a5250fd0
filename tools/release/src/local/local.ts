import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startHaproxy } from '@munova/tool-services'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { ReleaseFailure } from '../failure.ts'
import { driverOf } from '../nodes/driver-of.ts'
import { processDriver } from '../nodes/process-driver.ts'
import { discord } from '../notices/discord.ts'
import { noNotifier } from '../notices/notice.ts'
import { type CommandOptions, release } from '../release/commands.ts'
import type { Broken } from '../settings.ts'
import { openInquiry, signIn } from '../smoke/smoke.ts'
import { balancerFile } from './balancer-file.ts'
import { type ChatCounts, startChatTraffic } from './chat-traffic.ts'
import { localFleet } from './local-fleet.ts'
import { startServers } from './servers.ts'
import { startTraffic } from './traffic.ts'
import { writeVersions } from './versions.ts'
import { openWebhook } from './webhook.ts'

export interface LocalOptions {
  app: string
  broken: Broken | undefined
  print: (line: string) => void
  signal: AbortSignal
}

const OLD = 'old'
const traffics: Record<string, string> = {
  'commerce-api': '/v1/products?limit=5',
  'chat-server': '/v1/rooms?limit=5',
  storefront: '/products',
}

/**
 * A whole release on this machine, under traffic: servers, a balancer and two old nodes are started, and end with it. Returns the
 * exit code of the release; requests that failed are counted and printed.
 */
export async function releaseLocally({ app, broken, print, signal }: LocalOptions): Promise<ExitCode> {
  const path = traffics[app]
  if (path === undefined) throw new ReleaseFailure(`--local can release ${Object.keys(traffics).join(', ')}`)
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'munova-release-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  // PostgreSQL and RabbitMQ of root run as another user, and would put their data where nobody removes it.
  await chmod(folder, 0o711)
  print('▸ PostgreSQL, RabbitMQ and a demo shop')
  const servers = await startServers(folder, { opened, log: (line) => print(`  ${line}`) })
  signal.throwIfAborted()
  const { fleet, addresses } = await localFleet(app, folder, servers)
  const fresh = broken ?? 'new'
  print(`▸ bundles of ${Object.keys(fleet.apps).join(', ')}`)
  for (const [each, { artefacts }] of Object.entries(fleet.apps))
    await writeVersions(each, artefacts!, { old: OLD, fresh: each === app ? fresh : OLD, broken })
  signal.throwIfAborted()
  const port = addresses[app as keyof typeof addresses]
  const proxy = await startHaproxy(balancerFile(fleet, addresses), {
    folder,
    port,
    detached: true,
    log: print,
  })
  opened.defer(() => proxy.stop())

  const state = join(folder, 'state')
  const driver = processDriver({ folder: state, artefacts: '' })
  opened.defer(async () => {
    for (const id of await driver.running()) await driver.kill(id)
  })
  const optionsOf = (each: string): CommandOptions => ({
    app: each,
    folder: state,
    fleet,
    driver: driverOf(each, fleet.apps[each]!, state),
    notifier: noNotifier,
    print,
    signal,
  })
  for (const each of Object.keys(fleet.apps)) {
    print(`▸ the nodes of ${each} that are there before`)
    if ((await release(OLD, optionsOf(each))) !== exitCodes.done)
      throw new ReleaseFailure(`without ${each} there is nothing to release into`)
  }

  const webhook = await openWebhook()
  opened.defer(() => webhook.close())
  const url = `http://127.0.0.1:${port}`
  const shop = fleet.urls['commerce-api']!
  const token = app === 'chat-server' ? await signIn(shop, fleet.smoke!) : undefined
  const traffic = startTraffic(`${url}${path}`, token)
  const chat =
    token === undefined
      ? undefined
      : await startChatTraffic({
          url: `${url.replace('http', 'ws')}/ws`,
          token,
          roomId: await openInquiry(url, { shop, token }),
        })
  print(`▸ ${app} ${OLD} → ${fresh}, under traffic`)
  const started = performance.now()
  const code = await release(fresh, { ...optionsOf(app), notifier: discord({ webhook: webhook.url, print }) })
  const { requests, failures, reasons } = await traffic.stop()
  print(`▸ ${((performance.now() - started) / 1_000).toFixed(1)} s, ${requests} requests, ${failures} failed`)
  for (const reason of reasons) print(`  ${reason}`)
  if (chat) print(`▸ ${chatLine(await chat.stop())}`)
  for (const { title } of webhook.messages.flatMap(({ embeds }) => embeds))
    print(`  message: ${title.replaceAll('\\', '')}`)
  return code
}

function chatLine({ acked, sockets, lost, doubled, reordered, reconnects, rejected }: ChatCounts): string {
  const faults = `${lost} lost, ${doubled} doubled, ${reordered} reordered`
  return `${acked} messages acked on ${sockets} sockets: ${faults}; ${rejected} not acked, ${reconnects} reconnects`
}
