/** 10분 안, 3시간 안, 이틀 안. */
export function within(minutes: number): string {
  if (minutes < 60) return `${minutes}분 안`
  return minutes < 2_880 ? `${minutes / 60}시간 안` : '이틀 안'
}
