import { type ClientOptions, type HttpClient, httpClient } from '@munova/http-client'
import type { components, paths } from './generated/operations.ts'

/** Every operation of commerce-api. */
export type CommerceClient = HttpClient<paths>

/** The schemas of commerce-api's contract by name: `CommerceSchemas['Order']`. */
export type CommerceSchemas = components['schemas']

/** A client of commerce-api's HTTP. */
export const commerceClient = (options: ClientOptions): CommerceClient => httpClient<paths>(options)
