import type { CommerceSchemas } from '@munova/commerce-client'

export type FoundMember = CommerceSchemas['FoundMember']

/** What members are searched by. */
export const searches = ['email', 'name'] as const
