import type { ErrorRow } from './error-row.ts'

/** The errors of pictures, for the table. */
export const pictureProblems = {
  PICTURE_NOT_FOUND: { status: 404, title: 'The picture does not exist, or belongs to another member' },
  TOO_MANY_PICTURES: {
    status: 409,
    title: 'The member has the maximum number of pictures',
    details: {
      atMost: ({ pictures }: { pictures: number }) => `At most ${pictures}`,
      unused: ({ pictures }: { pictures: number }) =>
        `At most ${pictures} that no product has; these are deleted after a day`,
    },
  },
  PICTURE_TYPE_UNSUPPORTED: { status: 415, title: 'A picture is a JPEG, PNG or WebP file' },
  PICTURE_UNREADABLE: { status: 422, title: 'The file is damaged: it cannot be read as a picture' },
  PICTURE_TOO_LARGE: {
    status: 422,
    title: 'The picture has too many pixels',
    details: { atMost: ({ pixels }: { pixels: number }) => `At most ${pixels} pixels` },
  },
  TOO_MANY_UPLOADS: {
    status: 429,
    title: 'Other uploads of the member are under way; retry after Retry-After',
    details: { atMost: ({ uploads }: { uploads: number }) => `At most ${uploads} at a time` },
  },
  PICTURES_UNAVAILABLE: { status: 503, title: 'Pictures cannot be read or stored now; retry the request' },
} as const satisfies Record<string, ErrorRow>
