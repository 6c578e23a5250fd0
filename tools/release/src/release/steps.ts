import { messageOf } from '@munova/tool-services'
import { ReleaseFailure } from '../failure.ts'
import { waitUntilReady } from '../nodes/readiness.ts'
import type { Node } from '../state/state.ts'
import { type Context, slotOf, urlOf } from './context.ts'

export const FULL_SHARE = 100

/** Starts one node in a free slot and waits until it is ready. Its id is in the state before it exists. */
export async function startNode(context: Context, version: string): Promise<Node> {
  const { journal, driver, fleet, host, signal } = context
  signal.throwIfAborted()
  const slot = fleet.slots.find(({ name }) => !journal.state.nodes.some((node) => node.slot === name))
  if (!slot) throw new ReleaseFailure('no slot is free')
  const id = `${context.app}-${slot.name}-${Date.now().toString(36)}`
  const node: Node = { id, slot: slot.name, version, weight: 0 }
  const environment = {
    ...fleet.environment,
    ...slot.environment,
    HOST: host,
    PORT: String(slot.port),
    APP_VERSION: version,
  }
  await journal.act({
    step: `start ${slot.name}`,
    intend: (state) => void state.nodes.push(node),
    run: () => driver.start({ id, slot: slot.name, version, environment }),
  })
  await journal.act({
    step: `ready ${slot.name}`,
    run: () => waitUntilReady(urlOf(context, node), { id, driver, timeoutMs: fleet.readyMs, signal }),
  })
  return node
}

/** Gives a node its share of the traffic. */
export function giveShare({ journal, balancer }: Context, node: Node, weight: number): Promise<void> {
  return journal.act({
    step: `share ${node.slot}`,
    run: () => balancer.admit(node.slot, weight),
    record: (state) => setWeight(state.nodes, node.id, weight),
  })
}

/**
 * Takes a node out of the traffic and ends it. What does not work is a warning: the node serves nothing new any more, and
 * the next call sees it again.
 */
export async function endNode(context: Context, node: Node): Promise<void> {
  const { journal, balancer, driver, fleet, print } = context
  try {
    // One that never got traffic is not let in to be taken out.
    if (!(await balancer.status(node.slot))?.status.startsWith('MAINT')) {
      await journal.act({
        step: `withhold ${node.slot}`,
        run: () => balancer.withhold(node.slot),
        record: (state) => setWeight(state.nodes, node.id, 0),
      })
      // Live connections end when the node tells their clients to reconnect, after SIGTERM.
      await balancer.isIdle(node.slot, fleet.drainMs)
    }
    await journal.act({
      step: `stop ${node.slot}`,
      async run() {
        if (await driver.stop(node.id, fleet.stopMs)) return
        print(`! ${node.id} did not leave within ${fleet.stopMs} ms and is killed`)
        await driver.kill(node.id)
      },
    })
    await journal.act({
      step: `empty ${node.slot}`,
      run: () => balancer.empty(slotOf(context, node.slot).name),
      record: (state) => void (state.nodes = state.nodes.filter(({ id }) => id !== node.id)),
    })
  } catch (error) {
    print(`! ${node.id} is left over: ${messageOf(error)}`)
  }
}

function setWeight(nodes: Node[], id: string, weight: number): void {
  for (const node of nodes) if (node.id === id) node.weight = weight
}
