import { Manifest } from '@munova/service'
import { ReleaseFailure } from './failure.ts'

/** As the name of a folder, and as the tag of an image. Throws ReleaseFailure. */
export function requireVersionName(version: string): void {
  if (!/^[\w.-]{1,128}$/.test(version) || version.startsWith('.'))
    throw new ReleaseFailure(`${version} is not the name of a version`)
}

/** What a version says of itself. Throws ReleaseFailure. */
export function parseManifest(text: string, where: string): Manifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new ReleaseFailure(`${where} has no manifest: it is not JSON`, { cause })
  }
  const parsed = Manifest.safeParse(json)
  if (!parsed.success)
    throw new ReleaseFailure(`${where} has no manifest: ${parsed.error.issues[0]?.path.join('.')} is wrong`)
  return parsed.data
}

/** Throws ReleaseFailure when the artefact is another app's, or was built from another commit than the one that is released. */
export function requireIdentity(
  manifest: Manifest,
  { app, version, commit }: { app: string; version: string; commit: string | undefined },
): void {
  if (manifest.app !== app)
    throw new ReleaseFailure(`version ${version} is one of ${manifest.app}, not of ${app}`)
  if (commit !== undefined && manifest.gitSha !== commit)
    throw new ReleaseFailure(
      `version ${version} was built from commit ${manifest.gitSha}, and ${commit} is to be released`,
    )
}
