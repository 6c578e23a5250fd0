import { randomUUID } from 'node:crypto'
import { messageOf } from '@munova/tool-services'
import { ReleaseFailure } from '../failure.ts'
import { observeAndJudge } from '../judge/observe.ts'
import type { Attempt, Node } from '../state/state.ts'
import { type Context, urlOf } from './context.ts'
import { finish, undo } from './inventory.ts'
import { endNode, FULL_SHARE, giveShare, startNode } from './steps.ts'

export type Outcome =
  | { kind: 'already' }
  | { kind: 'released'; verdict?: string }
  | { kind: 'went back'; reason: string }
  /** It could not even be undone. */
  | { kind: 'stuck'; reason: string }

/**
 * Replaces the nodes of an app by those of another version. Until it is promoted the old ones serve on, and whatever goes wrong
 * leads back to them. A rollback takes the direct way: ready is enough, as that version has served before.
 */
export async function replaceNodes(
  context: Context,
  kind: Attempt['kind'],
  version: string,
): Promise<Outcome> {
  const { journal, fleet } = context
  const { current, nodes } = journal.state
  if (current === version && nodes.length >= fleet.nodes) return { kind: 'already' }
  if (current === version) return restore(context, version)
  await journal.act({
    step: 'begin',
    intend(state) {
      const startedAt = new Date().toISOString()
      state.attempt = {
        id: randomUUID(),
        kind,
        from: state.current,
        to: version,
        startedAt,
        isPromoted: false,
      }
    },
    run: async () => {},
  })
  let verdict: string | undefined
  try {
    const old = nodes.filter((node) => node.version === current)
    verdict =
      kind === 'release' ? await startAndJudge(context, version, old) : await startAll(context, version)
    await journal.act({
      step: 'promote',
      run: async () => {},
      record: (state) => void (state.attempt!.isPromoted = true),
    })
  } catch (error) {
    const { signal } = context
    // A wait that is aborted says only that it was.
    return goBack(context, messageOf(signal.aborted ? signal.reason : error))
  }
  try {
    await finish(context)
  } catch (error) {
    return { kind: 'stuck', reason: messageOf(error) }
  }
  return { kind: 'released', ...(verdict !== undefined && { verdict }) }
}

async function goBack(context: Context, reason: string): Promise<Outcome> {
  context.print(`✗ ${reason}`)
  await context.journal.audit({ step: 'go back', result: 'begun', reason })
  try {
    await undo(context)
    return { kind: 'went back', reason }
  } catch (error) {
    return { kind: 'stuck', reason: `${reason}\nand it could not be undone: ${messageOf(error)}` }
  }
}

async function startAndJudge(context: Context, version: string, old: readonly Node[]): Promise<string> {
  const { fleet, smoke, journal, print, signal } = context
  const fresh: Node[] = []
  let text = 'the first version: there is nothing to compare it with'
  for (let number = 1; number <= fleet.nodes; number++) {
    const node = await startNode(context, version)
    print(`✓ ${node.id} is ready`)
    await journal.act({ step: `smoke ${node.slot}`, run: () => smoke.run(urlOf(context, node)) })
    print(`✓ ${node.id} has passed its smoke test`)
    const isFirst = fresh.length === 0 && old.length > 0
    await giveShare(context, node, isFirst ? fleet.firstShare : FULL_SHARE)
    fresh.push(node)
    if (old.length === 0) continue
    const verdict = await journal.act({
      step: `judge ${node.slot}`,
      run: () =>
        observeAndJudge({
          fresh: fresh.map((each) => urlOf(context, each)),
          old: old.map((each) => urlOf(context, each)),
          limits: fleet.judge,
          request: (url) => smoke.request(url),
          signal,
        }),
    })
    if (verdict.kind !== 'good') throw new ReleaseFailure(`${verdict.kind}: ${verdict.text}`)
    text = verdict.text
    print(`✓ ${node.id} is judged good: ${text}`)
    if (isFirst && fleet.firstShare !== FULL_SHARE) await giveShare(context, node, FULL_SHARE)
  }
  return text
}

async function startAll(context: Context, version: string): Promise<undefined> {
  const fresh: Node[] = []
  for (let number = 1; number <= context.fleet.nodes; number++) fresh.push(await startNode(context, version))
  for (const node of fresh) await giveShare(context, node, FULL_SHARE)
  return undefined
}

/** Starts the nodes that the current version should have and has not. */
async function restore(context: Context, version: string): Promise<Outcome> {
  try {
    await context.driver.manifest(version)
    while (context.journal.state.nodes.length < context.fleet.nodes)
      await giveShare(context, await startNode(context, version), FULL_SHARE)
    return { kind: 'released', verdict: 'nodes that were gone run again' }
  } catch (error) {
    for (const node of context.journal.state.nodes.filter(({ weight }) => weight === 0))
      await endNode(context, node)
    return { kind: 'stuck', reason: messageOf(error) }
  }
}
