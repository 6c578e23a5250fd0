import type { Notice } from './notice.ts'

/** Discord's limits, in characters. */
const TITLE = 256
const DESCRIPTION = 4_096
const FIELD = 1_024
/** Of all texts of a message together, with some room for the names of the fields. */
const WHOLE = 5_800

const titles: Record<Notice['kind'], string> = {
  started: 'Release started',
  released: 'Released',
  'rolled back': 'Rolled back',
  failed: 'Release failed',
}
const colors: Record<Notice['kind'], number> = {
  started: 0x3b82f6,
  released: 0x16a34a,
  'rolled back': 0xd97706,
  failed: 0xdc2626,
}

/** The message of a notice for a Discord webhook. Nobody is mentioned, whatever the texts say. */
export function messageFor(notice: Notice): object {
  const { kind, app, from, to, commit, author, durationMs, reason, link } = notice
  const title = cut(escape(`${titles[kind]}: ${app}`), TITLE)
  const fields = [
    field('Version', from === null ? to : `${from} → ${to}`),
    field('Commit', commit),
    field('Author', author),
    field('Duration', durationMs === undefined ? undefined : `${(durationMs / 1_000).toFixed(1)} s`),
  ].filter((each) => each !== undefined)
  const used = length(title) + fields.reduce((sum, { name, value }) => sum + length(name) + length(value), 0)
  const description = reason && cut(escape(reason), Math.min(DESCRIPTION, WHOLE - used))
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title,
        color: colors[kind],
        ...(description && { description }),
        ...(link !== undefined && /^https?:\/\//.test(link) && link.length <= 2_000 && { url: link }),
        fields,
        timestamp: new Date().toISOString(),
      },
    ],
  }
}

/** An empty value would make Discord reject the whole message. */
function field(name: string, value: string | undefined) {
  if (value === undefined) return undefined
  return { name, value: cut(escape(value.trim()), FIELD) || '–', inline: true }
}

/** Takes the meaning of Markdown, mentions and links from a text. */
function escape(text: string): string {
  return text.replace(/[\\*_~`|<>[\]()#@:-]/g, (character) => `\\${character}`)
}

/** Cuts by code points, never between a backslash and what it escapes. */
function cut(text: string, maximum: number): string {
  const points = Array.from(text)
  if (points.length <= maximum) return text
  return `${points
    .slice(0, maximum - 1)
    .join('')
    .replace(/(?<!\\)((?:\\\\)*)\\$/, '$1')}…`
}

function length(text: string): number {
  return Array.from(text).length
}
