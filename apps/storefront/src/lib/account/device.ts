/** `Chrome · Android`, as the sign-in of the site names a device; undefined for one that signed in in another way. */
export function deviceName(deviceId: string): string | undefined {
  const [, browser, system] = /^(\w+)\.(\w+)\.[\w-]+$/.exec(deviceId) ?? []
  const known = [browser, system].filter((part) => part && part !== 'other')
  return known.length > 0 ? known.join(' · ') : undefined
}
