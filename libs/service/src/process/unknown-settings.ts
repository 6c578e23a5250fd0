import type { Environment } from './config.ts'

/** An environment variable that looks like a setting and is none. */
export interface UnknownSetting {
  variable: string
  /** The setting whose name is most similar. */
  nearest: string
}

/** First words that say nothing about whose variable it is: other programs have such variables too. */
const COMMON_WORDS = new Set(['NODE', 'MAX', 'MIN', 'LOG', 'HOST', 'PORT'])
/** What Kubernetes and Docker links set for each service they know, such as DATABASE_SERVICE_HOST. */
const SERVICE_LINK = /_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP)(_\w+)?)?)$/

/**
 * Variables that are probably mistakes: one edit away from a setting (a character more, less or different, two that are
 * swapped, another case), or with the first word of a family of settings, as `DATABASE_POOL_SIZE` beside `DATABASE_URL` and
 * `DATABASE_POOL`. A family has two settings at least. Values are not looked at, only whether there is one.
 */
export function findUnknownSettings(settings: readonly string[], env: Environment): UnknownSetting[] {
  const known = new Set(settings)
  const families = familiesOf(settings)
  const unknown: UnknownSetting[] = []
  for (const [variable, value] of Object.entries(env)) {
    if (!value?.trim() || known.has(variable) || SERVICE_LINK.test(variable)) continue
    const { nearest, edits } = nearestOf(settings, variable)
    if (edits <= 1 || families.has(firstWord(variable))) unknown.push({ variable, nearest })
  }
  return unknown
}

function familiesOf(settings: readonly string[]): Set<string> {
  const sizes = new Map<string, number>()
  for (const word of settings.map(firstWord)) {
    if (word && !COMMON_WORDS.has(word)) sizes.set(word, (sizes.get(word) ?? 0) + 1)
  }
  return new Set([...sizes].flatMap(([word, size]) => (size > 1 ? [word] : [])))
}

/** Empty for a name of one word: that is no prefix. */
function firstWord(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf('_')))
}

function nearestOf(settings: readonly string[], variable: string): { nearest: string; edits: number } {
  let nearest = ''
  let edits = Infinity
  for (const setting of settings) {
    const distance = variable.toUpperCase() === setting ? 1 : editDistance(variable, setting)
    if (distance < edits) [nearest, edits] = [setting, distance]
  }
  return { nearest, edits }
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1]
      let edits = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (isSame ? 0 : 1))
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        edits = Math.min(edits, beforeLast[column - 2]! + 1)
      }
      current.push(edits)
    }
    ;[beforeLast, last] = [last, current]
  }
  return last[b.length]!
}
