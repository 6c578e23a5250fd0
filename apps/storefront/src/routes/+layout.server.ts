import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = ({ locals }) => {
  const { member, lost } = locals.session
  return {
    language: locals.language,
    theme: locals.theme,
    member: member && {
      id: member.id,
      name: member.name,
      role: member.role,
      emailVerified: member.emailVerified,
    },
    sessionLost: lost,
  }
}
