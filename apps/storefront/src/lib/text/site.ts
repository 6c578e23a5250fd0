import type { SiteText } from './site.ko.ts'
import type { Language } from './language.ts'

/** Loads the words of one language only. Each part of the site has such a file for its own words. */
export async function siteText(language: Language): Promise<SiteText> {
  const { site } = language === 'ko' ? await import('./site.ko.ts') : await import('./site.en.ts')
  return site
}
