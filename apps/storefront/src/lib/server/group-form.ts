import type { ChatSchemas } from '@munova/chat-client/http'
import { textOf } from './form.ts'

/** What a form says of a group, as the API takes it and as the form shows it again. */
export function groupFrom(form: FormData) {
  return {
    title: textOf(form, 'title'),
    maxMembers: Number(textOf(form, 'maxMembers')),
    tags: form.getAll('tags').map(Number),
    historyVisibility: textOf(form, 'historyVisibility') as ChatSchemas['HistoryVisibility'],
  }
}
