import type { TextsOf } from '@munova/text-contract'
import type { pictureProblems } from './picture-errors.ts'

export const koreanPictures: TextsOf<typeof pictureProblems> = {
  PICTURE_NOT_FOUND: { title: '없거나 다른 회원의 사진입니다' },
  TOO_MANY_PICTURES: {
    title: '사진을 더 올릴 수 없습니다',
    details: {
      atMost: ({ pictures }) => `${pictures}장까지 올릴 수 있습니다`,
      unused: ({ pictures }) => `상품에 쓰지 않은 사진은 ${pictures}장까지이며, 하루 뒤에 지워집니다`,
    },
  },
  PICTURE_TYPE_UNSUPPORTED: { title: 'JPEG, PNG, WebP 사진만 올릴 수 있습니다' },
  PICTURE_UNREADABLE: { title: '파일이 손상되어 사진으로 읽을 수 없습니다' },
  PICTURE_TOO_LARGE: {
    title: '사진이 너무 큽니다',
    details: { atMost: ({ pixels }) => `${pixels.toLocaleString('ko-KR')}픽셀까지 올릴 수 있습니다` },
  },
  TOO_MANY_UPLOADS: {
    title: '다른 파일을 올리고 있습니다. 잠시 뒤에 다시 시도해 주세요',
    details: { atMost: ({ uploads }) => `동시에 ${uploads}개까지 올릴 수 있습니다` },
  },
  PICTURES_UNAVAILABLE: { title: '지금은 사진을 읽거나 저장할 수 없습니다. 다시 시도해 주세요' },
}
