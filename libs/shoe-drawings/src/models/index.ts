import type { Model, Variation } from '../model.ts'
import { chelseaBoot, rainBoot, winterBoot, workBoot, zipBoot } from './boots.ts'
import { monkShoe, oxford } from './dress-shoes.ts'
import { flat, heel } from './heels.ts'
import { aquaShoe, sandal, slipper } from './open-shoes.ts'
import { runner } from './runners.ts'
import { loafer, slipOn } from './slip-ons.ts'
import { sneaker } from './sneakers.ts'

/** The kinds of shoes that can be drawn. */
export const models = {
  sneaker,
  runner,
  slipOn,
  loafer,
  oxford,
  monkShoe,
  chelseaBoot,
  zipBoot,
  workBoot,
  winterBoot,
  rainBoot,
  slipper,
  sandal,
  aquaShoe,
  heel,
  flat,
} satisfies Record<string, (variation: Variation) => Model>
