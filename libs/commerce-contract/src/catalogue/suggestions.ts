import * as z from 'zod'
import { Id } from '../primitives.ts'
import { Keywords } from './products.ts'

/** Without `q`: popular searches. */
export const SuggestionQuery = z.strictObject({ q: Keywords.optional() })
export type SuggestionQuery = z.infer<typeof SuggestionQuery>

export const SuggestionKind = z.enum(['BRAND', 'CATEGORY', 'SEARCH', 'PRODUCT'])
export type SuggestionKind = z.infer<typeof SuggestionKind>

/** A SEARCH is words that others have searched for; they have no id. */
export const Suggestion = z.object({ kind: SuggestionKind, id: Id.nullable(), text: z.string() })
export type Suggestion = z.infer<typeof Suggestion>

/** The best first, by kind. `q` is what was looked for: what was typed, or what the same keys write on a Korean keyboard. */
export const SearchSuggestions = z.object({ q: z.string(), items: z.array(Suggestion).max(10) })
export type SearchSuggestions = z.infer<typeof SearchSuggestions>
