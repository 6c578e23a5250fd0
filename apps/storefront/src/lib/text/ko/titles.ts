/** The titles of a table of errors, by code: what a page says of one that came over a live connection. */
export const titlesOf = <Code extends string>(table: Readonly<Record<Code, { title: string }>>) =>
  Object.fromEntries(
    Object.entries<{ title: string }>(table).map(([code, { title }]) => [code, title]),
  ) as Record<Code, string>
