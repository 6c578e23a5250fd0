export const passwordRule = '10 to 128 characters of any kind.'
