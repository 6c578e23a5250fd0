import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '@munova/tool-services'

const FILE = 'munova_backup.prom'

/** The age and the size of the newest backup, as Prometheus reads them. */
export function metricsPage({ finishedAt, bytes }: { finishedAt: Date; bytes: number }): string {
  return `# HELP munova_backup_finished_timestamp_seconds When the newest backup was finished
# TYPE munova_backup_finished_timestamp_seconds gauge
munova_backup_finished_timestamp_seconds ${Math.floor(finishedAt.getTime() / 1_000)}
# HELP munova_backup_bytes What the newest backup takes
# TYPE munova_backup_bytes gauge
munova_backup_bytes ${bytes}
`
}

/**
 * Writes them where the node exporter of Prometheus reads them, which runs as a user without rights: whatever the umask is, the file may
 * be read by all, and so may a folder that is made for it.
 */
export async function writeMetrics(
  folder: string,
  backup: { finishedAt: Date; bytes: number },
): Promise<void> {
  const made = await mkdir(folder, { recursive: true })
  if (made !== undefined) await chmod(folder, 0o755)
  await writeWhole(join(folder, FILE), metricsPage(backup), 0o644)
  await chmod(join(folder, FILE), 0o644)
}
