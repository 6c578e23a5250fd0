/** Lets each of a crowd do something, in order, `atOnce` of them at the same time. */
export async function rush<Person>(
  crowd: readonly Person[],
  atOnce: number,
  act: (person: Person) => Promise<void>,
): Promise<void> {
  const line = crowd.values()
  const door = async () => {
    for (const person of line) await act(person)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, crowd.length) }, door))
}
