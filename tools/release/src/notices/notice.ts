/** What is told of a release. Texts come from commits and from failures, so nothing in them is trusted. */
export interface Notice {
  kind: 'started' | 'released' | 'rolled back' | 'failed'
  app: string
  from: string | null
  to: string
  commit?: string
  author?: string
  durationMs?: number
  reason?: string
  /** A page about it, such as the build. */
  link?: string
}

export interface Notifier {
  /** Never rejects: a message that does not arrive changes nothing about the release. */
  send(notice: Notice): Promise<void>
}

export const noNotifier: Notifier = { send: async () => {} }
