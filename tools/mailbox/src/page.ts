/** A mail as it arrived. */
export interface ReceivedMail {
  from: string
  to: string[]
  subject: string
  text: string
}

/** The page: all mails, newest first. */
export function pageOf(mails: readonly ReceivedMail[]): string {
  const items = mails.map(
    ({ from, to, subject, text }) =>
      `<article><h2>${escapeHtml(subject)}</h2><p>${escapeHtml(from)} → ${escapeHtml(to.join(', '))}</p><pre>${linked(text)}</pre></article>`,
  )
  return `<!doctype html><html lang="ko"><meta charset="utf-8"><title>MUNOVA mailbox</title>
<style>body{font:16px system-ui;max-width:48rem;margin:2rem auto}article{border-top:1px solid #ccc}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style>
<h1>Mailbox</h1>${items.join('\n') || '<p>No mail yet.</p>'}</html>`
}

/** The text with its http links as links. Each part is escaped after it was cut out. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) =>
      index % 2 === 1
        ? `<a href="${escapeHtml(part)}" rel="noreferrer">${escapeHtml(part)}</a>`
        : escapeHtml(part),
    )
    .join('')
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
