import type { ColorTexts } from '../ko/colors.ts'

export const colors: ColorTexts = {
  BLACK: 'Black',
  WHITE: 'White',
  GRAY: 'Gray',
  BEIGE: 'Beige, cream',
  BROWN: 'Brown',
  RED: 'Red',
  PINK: 'Pink',
  ORANGE: 'Orange',
  YELLOW: 'Yellow',
  GREEN: 'Green, khaki',
  BLUE: 'Blue',
  NAVY: 'Navy',
  PURPLE: 'Purple',
  SILVER: 'Silver',
  GOLD: 'Gold',
  MULTI: 'Several',
  OTHER: 'Other',
}
