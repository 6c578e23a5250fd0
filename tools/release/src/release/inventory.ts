import { messageOf } from '@munova/tool-services'
import type { Context } from './context.ts'
import { endNode, FULL_SHARE, giveShare } from './steps.ts'

export type Recovered = 'nothing' | 'finished' | 'undone'

/**
 * What each call begins with: nodes that are gone are forgotten, those nobody knows are ended, the balancer is told again what
 * it may have forgotten, and an attempt that was interrupted is finished if it was promoted, else undone.
 */
export async function takeInventory(context: Context): Promise<Recovered> {
  const { journal, driver, balancer, fleet, print } = context
  const running = await driver.running()
  const gone = journal.state.nodes.filter(({ id }) => !running.has(id))
  const isOwn = (id: string) => id.startsWith(`${context.app}-`)
  const unknown = [...running].filter(
    (id) => isOwn(id) && !journal.state.nodes.some((node) => node.id === id),
  )
  if (gone.length > 0) {
    await journal.act({
      step: 'forget',
      run: async () => gone.forEach(({ id }) => print(`! ${id} does not run any more`)),
      record: (state) => void (state.nodes = state.nodes.filter(({ id }) => running.has(id))),
    })
  }
  for (const { name } of fleet.slots) {
    if (journal.state.nodes.some(({ slot }) => slot === name)) continue
    const status = await balancer.status(name)
    if (!status?.status.startsWith('MAINT')) await balancer.empty(name)
  }
  for (const id of unknown) {
    print(`! ${id} runs and is not known: it is ended`)
    await journal.act({ step: `kill ${id}`, run: () => driver.kill(id) })
  }
  const { attempt } = journal.state
  if (attempt) {
    print(
      `▸ the ${attempt.kind} of ${attempt.to} was interrupted: it is ${attempt.isPromoted ? 'finished' : 'undone'}`,
    )
    if (attempt.isPromoted) await finish(context)
    else await undo(context)
    return attempt.isPromoted ? 'finished' : 'undone'
  }
  await settle(context)
  return 'nothing'
}

/** Brings the traffic back to the old nodes first, then ends the new ones. */
export async function undo(context: Context): Promise<void> {
  const { journal } = context
  const { attempt } = journal.state
  if (!attempt) return
  await settle(context)
  for (const node of others(context)) await endNode(context, node)
  await journal.act({
    step: 'undone',
    run: async () => {},
    record: (state) => void (state.attempt = null),
  })
}

/** After the verdict: ends the nodes of other versions, one after the other, and names the new one as the released. */
export async function finish(context: Context): Promise<void> {
  const { journal } = context
  const { attempt } = journal.state
  if (!attempt) return
  await journal.act({
    step: 'released',
    run: async () => {},
    record(state) {
      if (state.current !== attempt.to) state.previous = state.current
      state.current = attempt.to
    },
  })
  await settle(context)
  for (const node of others(context)) await endNode(context, node)
  await journal.act({
    step: 'finished',
    run: async () => {},
    record: (state) => void (state.attempt = null),
  })
}

/** Gives each node of the current version its whole share, and ends what else is left over from before. */
async function settle(context: Context): Promise<void> {
  const { journal, balancer, print } = context
  const { current, attempt, nodes } = journal.state
  for (const node of nodes.filter(({ version }) => version === current)) {
    const status = await balancer.status(node.slot)
    const isWhole =
      status?.status.startsWith('UP') && status.weight === FULL_SHARE && node.weight === FULL_SHARE
    if (isWhole) continue
    await giveShare(context, node, FULL_SHARE).catch((error: unknown) => {
      print(`! ${node.id} gets no traffic: ${messageOf(error)}`)
    })
  }
  if (!attempt) for (const node of others(context)) await endNode(context, node)
}

function others({ journal }: Context) {
  const { nodes, current } = journal.state
  return nodes.filter(({ version }) => version !== current)
}
