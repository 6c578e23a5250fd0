import type { Http } from '../server.ts'
import type { ApiTexts } from './openapi.ts'

/** Relative, so that they work behind any path prefix. */
const links = { reference: 'docs/', document: 'openapi.json', live: 'livez', ready: 'readyz' }

export interface StartPage {
  texts: ApiTexts
  version: string
  /** Accounts that a visitor may try; only where there are demo data. */
  demoAccounts: string | undefined
}

/** At /: what this server is, and where to read on. A page for people, JSON for programs. */
export function addStartPage(app: Http, { texts: { title }, version, demoAccounts }: StartPage): void {
  const about = { title, version, links, ...(demoAccounts !== undefined && { demoAccounts }) }
  const page = [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title>`,
    `<h1>${escapeHtml(title)} ${escapeHtml(version)}</h1><ul>`,
    ...Object.entries(links).map(([name, href]) => `<li><a href="${href}">${name}</a></li>`),
    `</ul>${demoAccounts === undefined ? '' : `<p>${escapeHtml(demoAccounts)}</p>`}</html>`,
  ].join('\n')
  app.get('/', { logLevel: 'warn', schema: { hide: true } }, (request, reply) => {
    void reply.header('vary', 'accept')
    if (!prefersHtml(request.headers.accept ?? '')) return about
    return reply.type('text/html; charset=utf-8').send(page)
  })
}

/** Whether a page is named, and wanted no less than JSON (RFC 9110, 12.5.1). */
function prefersHtml(accept: string): boolean {
  const weightOf = (type: string) => {
    const part = accept.split(',').find((each) => each.split(';')[0]?.trim().toLowerCase() === type)
    return part === undefined ? 0 : Number(/;\s*q=([\d.]+)/i.exec(part)?.[1] ?? 1)
  }
  return weightOf('text/html') > 0 && weightOf('text/html') >= weightOf('application/json')
}

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
