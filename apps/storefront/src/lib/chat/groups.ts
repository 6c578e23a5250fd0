import type { ChatSchemas } from '@munova/chat-client/http'

/** What a list shows of a group. */
export function groupOf({ id, title, status, memberCount, maxMembers, tags, readSeq }: ChatSchemas['Room']) {
  return { id, title, status, memberCount, maxMembers, tags, isMine: readSeq !== null }
}
export type Group = ReturnType<typeof groupOf>
