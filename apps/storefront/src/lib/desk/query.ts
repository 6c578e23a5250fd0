/** The query of a list without its cursor, its last act and its form actions: what the visitor has chosen. */
export function chosenQuery(
  url: { searchParams: Iterable<[string, string]> },
  { withCursor = false } = {},
): URLSearchParams {
  const passing = new Set(['done', ...(withCursor ? [] : ['cursor'])])
  return new URLSearchParams(
    [...url.searchParams].filter(
      ([name, value]) => value !== '' && !name.startsWith('/') && !passing.has(name),
    ),
  )
}
