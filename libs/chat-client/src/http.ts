import { type ClientOptions, type HttpClient, httpClient } from '@munova/http-client'
import type { components, paths } from './generated/operations.ts'

/** Every operation of chat-server over HTTP. */
export type ChatHttpClient = HttpClient<paths>

/** The schemas of chat-server's contract by name: `ChatSchemas['RoomSummary']`. */
export type ChatSchemas = components['schemas']

/** A client of chat-server's HTTP: rooms, groups, inquiries. What is live is `ChatClient`. */
export const chatHttpClient = (options: ClientOptions): ChatHttpClient => httpClient<paths>(options)
