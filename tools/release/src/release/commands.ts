import { LockHeld, messageOf } from '@munova/tool-services'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { ReleaseFailure } from '../failure.ts'
import { requireFit } from '../fit/require-fit.ts'
import type { Fleet } from '../fleet.ts'
import type { NodeDriver } from '../nodes/driver.ts'
import type { Notice, Notifier } from '../notices/notice.ts'
import { smokeTestOf } from '../smoke/smoke.ts'
import { Journal, type Observe } from '../state/journal.ts'
import { type Outcome, replaceNodes } from './attempt.ts'
import { openContext } from './context.ts'
import { takeInventory } from './inventory.ts'

export interface CommandOptions {
  app: string
  /** Of the state, the lock, the audit log and the nodes' logs. */
  folder: string
  fleet: Fleet
  driver: NodeDriver
  notifier: Notifier
  print: (line: string) => void
  signal: AbortSignal
  /** About the change, for the notices. */
  about?: Pick<Notice, 'commit' | 'author' | 'link'>
  observe?: Observe
}

/** Makes `version` the one that serves, or keeps the one that does. */
export function release(version: string, options: CommandOptions): Promise<ExitCode> {
  return attempt('release', () => version, options)
}

/** Goes back to the version before the current one, directly. */
export function rollback(options: CommandOptions): Promise<ExitCode> {
  return attempt('rollback', (previous) => previous, options)
}

/** Finishes or undoes what was interrupted, and leaves it at that. */
export function recover(options: CommandOptions): Promise<ExitCode> {
  return attempt('recover', () => null, options)
}

async function attempt(
  kind: 'release' | 'rollback' | 'recover',
  wanted: (previous: string | null) => string | null,
  options: CommandOptions,
): Promise<ExitCode> {
  const { app, folder, fleet, driver, notifier, print, signal, about, observe } = options
  if (!fleet.apps[app]) {
    print(`✗ the fleet has no app ${app}; it has ${Object.keys(fleet.apps).join(', ')}`)
    return exitCodes.usage
  }
  let journal: Journal
  try {
    journal = await Journal.open(folder, app, observe)
  } catch (error) {
    print(`✗ ${messageOf(error)}`)
    return error instanceof LockHeld ? exitCodes.locked : exitCodes.stuck
  }
  const context = openContext(app, { fleet, journal, driver, smoke: smokeTestOf(app, fleet), print, signal })
  const started = performance.now()
  try {
    const interrupted = journal.state.attempt
    const recovered = await takeInventory(context)
    if (interrupted && recovered !== 'nothing')
      await notifier.send({
        kind: recovered === 'undone' ? 'failed' : 'released',
        app,
        from: interrupted.from,
        to: interrupted.to,
        reason: `interrupted, and ${recovered}`,
      })
    // Going back from what was just undone would go one version too far.
    if (kind === 'recover' || (kind === 'rollback' && recovered === 'undone')) return exitCodes.done
    const from = journal.state.current
    const to = wanted(journal.state.previous)
    if (to === null) {
      print(`✗ ${app} has no version to go back to`)
      return exitCodes.usage
    }
    await requireFit(
      { app, from, to, commit: kind === 'release' ? about?.commit : undefined },
      { driver, fleet: context.fleet, print },
    )
    const notice = { app, from, to, ...about }
    if (from !== to) await notifier.send({ kind: 'started', ...notice })
    const outcome = await replaceNodes(context, kind, to)
    await notify(outcome, kind, { ...notice, durationMs: performance.now() - started }, notifier)
    return report(outcome, { app, from, to }, print)
  } catch (error) {
    print(`✗ ${messageOf(error)}`)
    if (!(error instanceof ReleaseFailure)) print(error instanceof Error ? (error.stack ?? '') : '')
    return journal.state.attempt ? exitCodes.stuck : exitCodes.usage
  } finally {
    await journal.close()
  }
}

async function notify(
  outcome: Outcome,
  kind: 'release' | 'rollback',
  notice: Omit<Notice, 'kind'>,
  notifier: Notifier,
): Promise<void> {
  if (outcome.kind === 'already') return
  if (outcome.kind === 'released') {
    const { verdict: reason } = outcome
    const told = kind === 'rollback' ? 'rolled back' : 'released'
    return notifier.send({ kind: told, ...notice, ...(reason !== undefined && { reason }) })
  }
  const told = outcome.kind === 'went back' && kind === 'release' ? 'rolled back' : 'failed'
  return notifier.send({ kind: told, ...notice, reason: outcome.reason })
}

function report(
  outcome: Outcome,
  { app, from, to }: { app: string; from: string | null; to: string },
  print: (line: string) => void,
): ExitCode {
  switch (outcome.kind) {
    case 'already':
      print(`✓ ${app} ${to} serves already`)
      return exitCodes.done
    case 'released':
      print(`✓ ${app} ${to} serves`)
      return exitCodes.done
    case 'went back':
      print(`✗ ${app} ${to} is not released; ${from ?? 'nothing'} serves on`)
      return exitCodes.wentBack
    case 'stuck':
      print(`✗ ${outcome.reason}\n✗ the next call tries to finish or undo it`)
      return exitCodes.stuck
  }
}
