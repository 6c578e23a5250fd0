import type { TextsOf } from '@munova/text-contract'
import type { curationProblems } from './curation-errors.ts'

export const koreanCuration: TextsOf<typeof curationProblems> = {
  BANNER_NOT_FOUND: { title: '없는 배너입니다' },
  BANNER_ENDED: { title: '이미 끝난 배너입니다. 새로 만들어 주세요' },
  TOO_MANY_BANNERS: {
    title: '배너를 더 만들 수 없습니다',
    details: { atMost: ({ banners }) => `걸려 있거나 예정된 배너는 ${banners}개까지입니다` },
  },
}
