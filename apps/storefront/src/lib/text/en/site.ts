import type { SiteText } from '../ko/site.ts'

export const site: SiteText = {
  brand: 'MUNOVA',
  tagline: 'The pair that fits',
  skipToContent: 'Skip to content',
  nav: {
    new: 'New',
    groups: 'Groups',
    messages: 'Messages',
    orders: 'Orders',
    cart: 'Cart',
    signIn: 'Sign in',
    signOut: 'Sign out',
    account: 'My account',
    accountMenu: (name) => `Menu of ${name}`,
    coupons: 'Coupons',
    notificationsAway: 'The connection for new notifications is lost. They are shown once it is back.',
    unread: 'unread ',
    notifications: 'Notifications',
    menu: 'Menu',
    seller: 'Seller desk',
    admin: 'Back office',
  },
  search: {
    label: 'Find shoes',
    placeholder: 'Brand, name, colour',
    find: 'Find',
    suggestions: 'Suggestions',
    kinds: { BRAND: 'Brand', CATEGORY: 'Category', SEARCH: 'Popular', PRODUCT: 'Shoe', RECENT: 'Recent' },
    count: (count) =>
      count === 0
        ? 'No suggestions.'
        : `${count === 1 ? '1 suggestion' : `${count} suggestions`}. Choose with the up and down arrows.`,
    deleteHint: 'Press Delete to remove this recent search.',
    removeRecent: (text) => `Remove the recent search ${text}`,
    clear: 'Remove all recent searches',
    turnOff: 'Stop saving searches',
    turnOn: 'Save searches',
    recentOff: 'Recent searches are not saved.',
  },
  theme: { label: 'Appearance', system: 'As the device', light: 'Light', dark: 'Dark' },
  language: { label: 'Language', ko: '한국어', en: 'English' },
  act: {
    retry: 'Try again',
    apply: 'Apply',
  },
  state: {
    empty: 'Nothing here yet',
    offline: 'You are offline. This continues when you are back.',
  },
  sessionEnded: 'Your session has ended. Please sign in again.',
  sessionUnavailable: 'Your session cannot be checked right now. Please reload in a moment.',
  footer: {
    terms: 'Terms of use',
    privacy: 'Privacy policy',
    demo: 'This is a demo shop; nothing is sold. The company below is made up.',
    company: 'MUNOVA Demo Co., Ltd. · CEO Hong Gildong · 1 Demo-ro, Gangnam-gu, Seoul',
    numbers: 'Business no. 000-00-00000 · Mail-order no. 0000-DEMO-0000 · Hosted by MUNOVA',
    contact: 'Phone 02-000-0000 · E-mail help@munova.example',
    intermediary:
      'MUNOVA is an intermediary and no party to sales; each seller is responsible for goods and trade.',
  },
  error: {
    notFound: 'This page does not exist',
    notFoundHint: 'Its address may have changed, or it was removed.',
    unavailable: 'The shop cannot be reached right now',
    unavailableHint: 'Please try again in a moment. Your cart and orders are kept.',
    forbidden: 'You may not see this page',
    internal: 'An unexpected error',
    requestId: 'Please mention this number when you ask us',
    home: 'To the start page',
  },
  time: {
    now: 'just now',
    minutes: (count) => `${count} min ago`,
    yesterday: 'yesterday',
  },
}
