/** What a business is made of. */
export const businessFields = [
  'companyName',
  'representative',
  'address',
  'phone',
  'email',
  'registrationNumber',
  'mailOrderNumber',
] as const
