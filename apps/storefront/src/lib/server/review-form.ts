import type { CommerceSchemas } from '@munova/commerce-client'
import { textOf } from './form.ts'

const widths = ['NARROW', 'REGULAR', 'WIDE'] as const

/** A review as its form has it; what is left empty is not said. */
export function reviewFrom(form: FormData): CommerceSchemas['ReviewEntry'] {
  const fit = textOf(form, 'fit')
  const footLength = textOf(form, 'footLengthMm').trim()
  const footWidth = widths.find((width) => width === textOf(form, 'footWidth'))
  return {
    rating: Number(textOf(form, 'rating')),
    text: textOf(form, 'text'),
    ...(fit && { fit: Number(fit) }),
    ...(footLength && { footLengthMm: Number(footLength) }),
    ...(footWidth && { footWidth }),
  }
}
