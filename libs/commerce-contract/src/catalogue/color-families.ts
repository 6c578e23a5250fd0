import * as z from 'zod'

/**
 * What lists filter colours by, since sellers name them as they like: `블랙`, `검정` and `Core Black` are BLACK. BEIGE has cream and ivory,
 * GREEN khaki and olive; MULTI is three of them or more, OTHER what a name says nothing of.
 */
export const ColorFamily = z.enum([
  'BLACK',
  'WHITE',
  'GRAY',
  'BEIGE',
  'BROWN',
  'RED',
  'PINK',
  'ORANGE',
  'YELLOW',
  'GREEN',
  'BLUE',
  'NAVY',
  'PURPLE',
  'SILVER',
  'GOLD',
  'MULTI',
  'OTHER',
])
export type ColorFamily = z.infer<typeof ColorFamily>
