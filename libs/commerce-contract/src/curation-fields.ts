/** What fields of banners mean. */
export const curationFields: Readonly<Record<string, string>> = {
  'Banner.title': 'What it says first',
  'Banner.link': 'The page of the shop that it leads to',
  picture: 'Its picture; null without one',
  'AdminBanner.title': 'What it says first',
  'AdminBanner.link': 'The page of the shop that it leads to',
  'AdminBanner.position': 'Lower ones come first; of equal ones the newest',
  'AdminBanner.startsAt': 'From when it is shown',
  'AdminBanner.endsAt': 'Until when it is shown',
  'BannerEntry.title': 'What it says first',
  'BannerEntry.link': 'The page of the shop that it leads to: a path with its query',
  'BannerEntry.position': 'Lower ones come first; of equal ones the newest',
  'BannerEntry.startsAt': 'From when it is shown',
  'BannerEntry.endsAt': 'Until when it is shown',
  pictureId: 'Its picture, an upload of this administrator or the one that it has; null without one',
  'AdminBannerQuery.state': 'OPEN: those that are shown or planned; ENDED: the others',
}
