import type { Disclosure } from '@munova/commerce-contract'
import type { SeedBusiness } from './businesses.ts'
import type { SeedProduct } from './products.ts'

/** Millimetres of the heel by category; other shoes have no heel of a material of its own. */
const HEELS: Readonly<Record<string, number>> = { 힐: 50, 드레스슈즈: 30, 옥스퍼드: 25 }

const MATERIALS: Readonly<Record<string, string>> = {
  로퍼: '소가죽',
  부츠: '소가죽',
  워커: '소가죽',
  첼시부츠: '소가죽',
  옥스퍼드: '소가죽',
  드레스슈즈: '소가죽',
  힐: '합성가죽',
  레인부츠: 'PVC',
}

/** What the notice on product information asks of a product. */
export function disclosureOf({ leaf }: Pick<SeedProduct, 'leaf'>, seller: SeedBusiness): Disclosure {
  return {
    material: MATERIALS[leaf.name] ?? '겉감: 폴리에스터, 안감: 메시',
    heelHeightMm: HEELS[leaf.name] ?? null,
    manufacturer: seller.companyName,
    importer: null,
    countryOfOrigin: '대한민국',
    care: '오염은 마른 천으로 닦고 그늘에서 말려 주세요.',
    warranty: '소비자분쟁해결기준에 따라 교환하거나 환불해 드립니다.',
    serviceContact: `${seller.companyName} 고객센터`,
    servicePhone: seller.phone,
  }
}
