/**
 * The one of `languages` (primary subtags such as `ko`) that the header Accept-Language prefers, by RFC 9110, section
 * 12.5.4: `ko-KR, en;q=0.5` prefers `ko`. Undefined when it accepts none of them.
 */
export function preferredLanguage(
  header: string | undefined,
  languages: readonly string[],
): string | undefined {
  if (header === undefined) return undefined
  const ranges = header.split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim())
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    return { language: tag.toLowerCase().split('-', 1)[0], weight: Number(quality ?? 1) }
  })
  const accepted = ranges.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight)
  return accepted.map(({ language }) => languages.find((each) => each === language)).find(Boolean)
}
