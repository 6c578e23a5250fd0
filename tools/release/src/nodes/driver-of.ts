import type { AppFleet } from '../fleet.ts'
import { containerDriver } from './container-driver.ts'
import type { NodeDriver } from './driver.ts'
import { processDriver } from './process-driver.ts'

/** How the fleet says that nodes of an app are run. */
export function driverOf(app: string, { container, artefacts = '' }: AppFleet, folder: string): NodeDriver {
  return container ? containerDriver({ app, folder, container }) : processDriver({ folder, artefacts })
}
