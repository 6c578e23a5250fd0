import type { Manifest } from '@munova/service'

/** A node that is to be started. */
export interface WantedNode {
  id: string
  slot: string
  version: string
  /** HOST and PORT are where it has to be reached. */
  environment: Record<string, string>
}

/** How nodes are run: as processes of this machine, or in containers. All of it may be repeated. */
export interface NodeDriver {
  /** What a version says of itself. Throws ReleaseFailure when there is no such version. */
  manifest(version: string): Promise<Manifest>
  start(node: WantedNode): Promise<void>
  /** The ids of all nodes of this folder that run, whoever started them. */
  running(): Promise<Set<string>>
  isRunning(id: string): Promise<boolean>
  /** Asks a node to leave; false when it still runs after `timeoutMs`. */
  stop(id: string, timeoutMs: number): Promise<boolean>
  kill(id: string): Promise<void>
  /** How it ended, as far as that is known, and its last lines. */
  lastWords(id: string): Promise<{ exit: string | undefined; lines: string[] }>
}
