export { drawBrandMark } from './brand-mark.ts'
export { drawPicture, shoeViews, type ShoeDrawing, type ShoeKind, type ShoeView } from './shoe.ts'
export { shoeKindOf } from './category.ts'
