import type { CommerceSchemas } from '@munova/commerce-client'

/** Colour families, in the order in which they are offered. */
export const colors = {
  BLACK: '블랙',
  WHITE: '화이트',
  GRAY: '그레이',
  BEIGE: '베이지·크림',
  BROWN: '브라운',
  RED: '레드',
  PINK: '핑크',
  ORANGE: '오렌지',
  YELLOW: '옐로',
  GREEN: '그린·카키',
  BLUE: '블루',
  NAVY: '네이비',
  PURPLE: '퍼플',
  SILVER: '실버',
  GOLD: '골드',
  MULTI: '여러 색',
  OTHER: '기타',
} satisfies Record<CommerceSchemas['ColorFamily'], string>

/** Names of the colour families. */
export type ColorTexts = Record<keyof typeof colors, string>
