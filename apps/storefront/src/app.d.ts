import type { Session } from '#lib/server/session.ts'
import type { ChatHttpClient } from '@munova/chat-client/http'
import type { CommerceClient } from '@munova/commerce-client'
import type { Language } from '#lib/text/language.ts'
import type { Theme } from '#lib/theme.ts'

declare global {
  namespace App {
    interface Error {
      /** Of the contracts' tables of errors. */
      code?: string
      /** Finds the request in the logs. */
      requestId?: string
    }
    interface Locals {
      language: Language
      theme: Theme
      session: Session
      /** commerce-api for whoever asks: a member, or a guest with a cart. */
      shop: CommerceClient
      /** The same for what takes longer than other requests. */
      shopWithin: (timeoutMs: number) => CommerceClient
      /** chat-server for whoever asks; it answers members only. */
      chat: ChatHttpClient
    }
  }
}
