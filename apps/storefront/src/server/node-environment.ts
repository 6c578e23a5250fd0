/**
 * Environment of each process of the storefront. What it keeps between requests is small, so a larger heap holds garbage only: with
 * V8's own sizes the resident set grows to 400 MiB under load. With one arena malloc returns what a page needed to the next one;
 * with an arena for each thread that compresses, it keeps 30 MiB more.
 */
export const nodeEnvironment = {
  NODE_OPTIONS: '--max-old-space-size=96 --max-semi-space-size=8',
  MALLOC_ARENA_MAX: '1',
} as const
