import { folders } from '../tables/folders.ts'
import type { CruiserRule } from './rules.ts'

/** One rule for each folder of each app: it may not import what the table lists after it. */
export const folderRules: CruiserRule[] = Object.entries(folders).flatMap(([app, order]) =>
  order.slice(0, -1).map((folder, index) => ({
    name: `folders/${app}/src/${folder}` as const,
    comment:
      'it is listed after this folder in tools/boundaries/src/tables/folders.ts; move what is needed down, or pass it in',
    from: { path: filesOf(app, [folder]) },
    to: { path: filesOf(app, order.slice(index + 1)) },
  })),
)

/**
 * Matches the files directly in the folders; at the root of `src`, also the single files of these names. One expression for all,
 * because dependency-cruiser reads each of them thoroughly before it begins.
 */
function filesOf(app: string, names: readonly string[]): string {
  const files = names.filter((name) => !name.includes('/'))
  const ofFolders = `(?:${names.join('|')})/[^/]+`
  const single = files.length > 0 ? `|(?:${files.join('|')})[.][^/]+` : ''
  return `^${app}/src/(?:${ofFolders}${single})$`
}
