import type { Language } from './language.ts'
import type { ShopText } from './shop.ko.ts'

export async function shopText(language: Language): Promise<ShopText> {
  const { shop } = language === 'ko' ? await import('./shop.ko.ts') : await import('./shop.en.ts')
  return shop
}
