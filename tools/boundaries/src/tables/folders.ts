/**
 * The folders of a package, from bottom to top: a file may import its own folder and the folders listed before it, never
 * one listed after it. A type import counts like any other. An entry stands for the files directly in that folder; nested
 * folders are entries of their own. An entry without a folder is the file of that name at the root of `src`.
 */
export const folders: Readonly<Record<string, readonly string[]>> = {
  'apps/commerce-api': [
    'config',
    'problems',
    'fault-points',
    'rate-limit',
    'context',
    'audit',
    'outbox',
    'idempotency',

    'accounts/sessions',
    'accounts/members',
    'accounts/auth',
    'accounts/addresses',
    'accounts',

    'catalogue/brands',
    'catalogue/categories',
    'catalogue/stock',
    'catalogue/products',
    'catalogue',

    'cart',

    'promotions/waiting-room',
    'promotions/coupons',
    'promotions',

    'payments/gateway',
    'payments/attempt',
    'payments/refund',
    'payments/finish',
    'payments',

    'orders/change',
    'orders/read',
    'orders/desk',
    'orders/place',
    'orders/cancel',
    'orders/shipping',
    'orders/returns',
    'orders',

    'notifications',
    'chat-snapshot',
    'jobs',
    'app',
    'admin-command',
    'commerce-api',
    'index',
    'main',
  ],
  'apps/chat-server': [
    'config',
    'problems',
    'token-bucket',
    'context',
    'inquiry-events',
    'log',

    'delivery/room',
    'delivery/relay',
    'delivery/ephemeral',
    'delivery',

    'projection',

    'rooms/room',
    'rooms/queries',
    'rooms/membership',
    'rooms/groups',
    'rooms/inquiries',
    'rooms',

    'inbox',
    'live-sessions',
    'operations',

    'transports/connection',
    'transports/websocket',
    'transports/json',
    'transports/stomp',
    'transports/rsocket/frames',
    'transports/rsocket',
    'transports',

    'preflight',
    'database-pools',
    'node-parts',
    'readiness',
    'node-options',
    'chat-server',
    'index',
    'main',
  ],
  'tools/load': [
    'runtime',
    'statistics',

    'clients/statistics',
    'clients/messages',
    'clients/framing',
    'clients/protocols',
    'clients/connection',
    'clients/jobs',
    'clients/workers',

    'system',
    'scenario',
    'fixtures',
    'measurement',
    'output',
    'contestants',

    'trade',
    'trade/parts',

    'verify/system',
    'verify/history',
    'verify/checks',
    'verify/members',
    'verify/faults',
    'verify',

    'scenarios',
    'report',
    'index',
    'main',
  ],
  'tools/start': ['settings', 'terminal', 'servers', 'apps', 'summary', 'start', 'index', 'main'],
  'tools/services': [
    'machine',
    'postgres',
    'rabbit',
    'chromium',
    'nats',
    'scratch-folder',
    'index',
    'with-services',
  ],
  'tools/fake-toss': ['payments', 'api', 'settings', 'server', 'index', 'main'],
  'tools/seed': ['deterministic', 'database', 'shop', 'chat', 'seed', 'index', 'main'],
}
