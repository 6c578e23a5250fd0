import { SearchSuggestions, SuggestionQuery } from '@munova/commerce-contract'
import type { Http } from '@munova/service'
import type { Suggestions } from './suggestions.ts'

/** What is suggested while one types words to search for. */
export function suggestionRoutes(app: Http, { suggestions }: { suggestions: Suggestions }): void {
  app.get(
    '/v1/search/suggestions',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'Suggest brands, categories, searches and products while words are typed',
        description:
          'Finds what begins with the letters of `q`, then what has a word that does, then what contains them: also while a syllable is being typed, and by initial consonants. Without `q`: popular searches.',
        querystring: SuggestionQuery,
        response: { 200: SearchSuggestions },
      },
      config: { problems: ['UNAVAILABLE'] },
    },
    async (request, reply) => {
      const found = await suggestions.find(request.query.q)
      reply.header('cache-control', 'public, max-age=60')
      return found
    },
  )
}
