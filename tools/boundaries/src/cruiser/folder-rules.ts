import { folders } from '../tables/folders.ts'
import type { CruiserRule } from './rules.ts'

/** One rule for each folder of each app: it may not import what the table lists after it. */
export const folderRules: CruiserRule[] = Object.entries(folders).flatMap(([app, order]) =>
  order.slice(0, -1).map((folder, index) => ({
    name: `folders/${app}/src/${folder}` as const,
    comment:
      'it is listed after this folder in tools/boundaries/src/tables/folders.ts; move what is needed down, or pass it in',
    from: { path: filesOf(app, folder) },
    to: { path: order.slice(index + 1).map((above) => filesOf(app, above)) },
  })),
)

/** Matches the files directly in a folder; at the root of `src`, also the single file of that name. */
function filesOf(app: string, folder: string): string {
  const inFolder = `^${app}/src/${folder}/[^/]+$`
  return folder.includes('/') ? inFolder : `${inFolder}|^${app}/src/${folder}[.][^/]+$`
}
