/** A text field of a form; empty when it is missing, or a file. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** The ids that a form names, such as those of ticked boxes. */
export const idsOf = (form: FormData, name: string): number[] => form.getAll(name).map(Number)
