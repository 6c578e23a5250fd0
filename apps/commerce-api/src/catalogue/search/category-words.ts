import type { Category } from '@munova/commerce-contract'
import { folded, foldedWords } from '../suggestions/folded.ts'
import { consonantsOf } from '../suggestions/hangul.ts'

interface NamedLeaf {
  id: number
  /** The names of the leaf and its root as words are compared with them, and their initial consonants. */
  texts: readonly string[]
  /** The first characters of their words, and the initial consonants of these. */
  initials: string
}

const known = new WeakMap<readonly Category[], readonly NamedLeaf[]>()

/** The leaf categories that have a word in their name or in that of their root; one character that stands alone at the beginning of a word. */
export function leavesWith(categories: readonly Category[], word: string, isAlone: boolean): number[] {
  let leaves = known.get(categories)
  if (!leaves) known.set(categories, (leaves = namedLeaves(categories)))
  const wanted = folded(word)
  const has = ({ texts, initials }: NamedLeaf) =>
    isAlone && Array.from(wanted).length === 1
      ? initials.includes(wanted)
      : texts.some((text) => text.includes(wanted))
  return leaves.filter(has).map(({ id }) => id)
}

function namedLeaves(categories: readonly Category[]): NamedLeaf[] {
  const nameOf = new Map(categories.map(({ id, name }) => [id, name]))
  return categories.flatMap(({ id, parentId, name }) => {
    if (parentId === null) return []
    const names = [name, nameOf.get(parentId) ?? '']
    const texts = names.map(folded)
    const firsts = names
      .flatMap(foldedWords)
      .map((part) => part.slice(0, 1))
      .join('')
    return [{ id, texts: [...texts, ...texts.map(consonantsOf)], initials: firsts + consonantsOf(firsts) }]
  })
}
