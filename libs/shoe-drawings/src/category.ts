import type { ShoeKind } from './shoe.ts'

const kinds: Readonly<Record<string, ShoeKind>> = {
  슬리퍼: 'slipper',
  샌들: 'sandal',
  스니커즈: 'sneaker',
  러닝화: 'runner',
  로퍼: 'loafer',
  부츠: 'zipBoot',
  워커: 'workBoot',
  슬립온: 'slipOn',
  첼시부츠: 'chelseaBoot',
  옥스퍼드: 'oxford',
  방한화: 'winterBoot',
  레인부츠: 'rainBoot',
  아쿠아슈즈: 'aquaShoe',
  드레스슈즈: 'monkShoe',
  힐: 'heel',
  플랫슈즈: 'flat',
}

/** The kind that is drawn for a leaf category of that name; sneakers for one that is not known. */
export function shoeKindOf(categoryName: string): ShoeKind {
  return kinds[categoryName] ?? 'sneaker'
}
