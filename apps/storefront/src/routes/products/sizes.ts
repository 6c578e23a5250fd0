const from = (first: number, last: number) =>
  Array.from({ length: (last - first) / 5 + 1 }, (_, index) => first + 5 * index)

/** Sizes in mm that the list offers as a filter. */
export const childrensSizes = from(130, 215)
export const adultSizes = from(220, 300)
export const sizes = [...childrensSizes, ...adultSizes]
