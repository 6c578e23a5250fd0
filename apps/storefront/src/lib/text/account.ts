import type { AccountText } from './account.ko.ts'
import type { Language } from './language.ts'

export async function accountText(language: Language): Promise<AccountText> {
  const { account } = language === 'ko' ? await import('./account.ko.ts') : await import('./account.en.ts')
  return account
}
