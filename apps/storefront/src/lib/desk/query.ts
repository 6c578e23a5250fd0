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

/** The address of a form action that leads back to the list as it is, wherever its form was opened. */
export function actionOf(url: Parameters<typeof chosenQuery>[0], act: string): string {
  const query = chosenQuery(url, { withCursor: true }).toString()
  return `?${query && `${query}&`}/${act}`
}
