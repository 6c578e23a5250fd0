/** Series by their first value and the growth per 30 seconds. */
export interface Case {
  series: Record<string, readonly [from: number, step: number]>
  /** Of the alert, without those of the rule. */
  labels?: Record<string, string>
  /** When it is looked at; 15 without it. */
  minutes?: number
}

const API = { job: 'commerce-api', instance: 'a:4000' }
const BACKUP = 'munova_backup_finished_timestamp_seconds'
const CHAT = { job: 'chat-server', instance: 'c:4100' }

const series = (name: string, labels: Record<string, string>) =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`

/** A gauge that is bad at one value and good at another. */
const gauge = (name: string, labels: Record<string, string>, bad: number, good: number, shown = labels) => ({
  fires: { series: { [series(name, labels)]: [bad, 0] as const }, labels: shown, minutes: 40 },
  silent: { series: { [series(name, labels)]: [good, 0] as const }, minutes: 40 },
})

/** A counter whose growth is bad, and good when it has stopped, or is as slow as `good`. */
const counter = (name: string, labels: Record<string, string>, bad: number, good = 0, shown = labels) => ({
  fires: { series: { [series(name, labels)]: [0, bad] as const }, labels: shown },
  silent: { series: { [series(name, labels)]: [7, good] as const } },
})

/** A histogram with so many of 100 observations up to a bound. */
const histogram = (
  name: string,
  labels: Record<string, string>,
  le: string,
  shown: Record<string, string>,
) => {
  const within = (count: number) => ({
    [series(`${name}_bucket`, { ...labels, le })]: [0, count] as const,
    [series(`${name}_count`, labels)]: [0, 100] as const,
  })
  return { fires: { series: within(90), labels: shown }, silent: { series: within(99) } }
}

const requests = (name: string, labels: Record<string, string>) =>
  series(`http_request_duration_seconds_${name}`, { ...API, method: 'GET', route: '/v1/products', ...labels })

const ofGateway = (outcome: string) =>
  series('commerce_gateway_calls_total', { ...API, operation: 'confirm', outcome })

const connections = (open: number) => ({
  [series('chat_websocket_connections', CHAT)]: [open, 0] as const,
  [series('chat_stomp_connections', CHAT)]: [0, 0] as const,
  [series('chat_rsocket_tcp_connections', CHAT)]: [0, 0] as const,
  [series('chat_rsocket_websocket_connections', CHAT)]: [0, 0] as const,
})

const stuck = (isConnected: number) => ({
  [series('commerce_outbox_stuck_keys', API)]: [1, 0] as const,
  [series('commerce_broker_connected', API)]: [isConnected, 0] as const,
})

const builds = (shas: string[]) =>
  Object.fromEntries(
    shas.map((sha, index) => [
      series('build_info', { job: 'chat-server', instance: `c${index}:4100`, git_sha: sha }),
      [1, 0] as const,
    ]),
  )

/** For each alert what it fires at, and what it has to be silent at. */
export const cases: Record<string, { fires: Case; silent: Case }> = {
  ProcessDown: gauge('up', CHAT, 0, 1),
  AppMissing: {
    fires: {
      series: { [series('up', API)]: [1, 0], [series('up', CHAT)]: [1, 0] },
      labels: { job: 'storefront' },
    },
    silent: {
      series: { [series('up', API)]: [1, 0], [series('up', CHAT)]: [0, 0], 'up{job="storefront"}': [1, 0] },
    },
  },
  ErrorRate: {
    fires: {
      series: {
        [requests('count', { status: '200' })]: [0, 90],
        [requests('count', { status: '503' })]: [0, 10],
      },
      labels: { job: 'commerce-api' },
    },
    // Two of three fail, of four in a minute.
    silent: {
      series: {
        [requests('count', { status: '200' })]: [0, 0.6],
        [requests('count', { status: '503' })]: [0, 1.2],
      },
    },
  },
  SlowResponses: {
    fires: {
      series: {
        [requests('bucket', { status: '200', le: '1' })]: [0, 90],
        [requests('count', { status: '200' })]: [0, 100],
      },
      labels: { job: 'commerce-api' },
    },
    // A stream of notifications is open for as long as its reader.
    silent: {
      series: {
        [requests('bucket', { status: '200', le: '1' })]: [0, 99],
        [requests('count', { status: '200' })]: [0, 100],
        [requests('bucket', { route: '/v1/notifications/stream', le: '1' })]: [0, 0],
        [requests('count', { route: '/v1/notifications/stream' })]: [0, 100],
      },
    },
  },
  DatabaseDown: gauge('commerce_database_up', API, 0, 1),
  BrokerDown: gauge('chat_broker_connected', CHAT, 0, 1),
  PoolBusy: gauge('chat_pool_wait_seconds', { ...CHAT, pool: 'live' }, 2, 0.01),
  EventLoopLate: gauge('nodejs_eventloop_lag_p99_seconds', CHAT, 0.2, 0.02),
  OpenFiles: {
    fires: {
      series: { [series('process_open_fds', CHAT)]: [900, 0], [series('process_max_fds', CHAT)]: [1000, 0] },
      labels: CHAT,
    },
    silent: {
      series: { [series('process_open_fds', CHAT)]: [700, 0], [series('process_max_fds', CHAT)]: [1000, 0] },
    },
  },
  LogLinesLost: counter('log_lines_dropped_total', API, 1),
  VersionsDiffer: {
    fires: { series: builds(['one', 'two']), labels: { job: 'chat-server' }, minutes: 130 },
    silent: { series: builds(['one', 'one']), minutes: 130 },
  },
  JobsFail: counter('commerce_job_failures_total', { ...API, exported_job: 'expire' }, 1, 0.02),
  EventsLate: gauge('commerce_outbox_lag_seconds', API, 90, 5),
  EventsStuck: { fires: { series: stuck(1), labels: API }, silent: { series: stuck(0) } },
  EventsParked: counter('chat_events_parked', CHAT, 1),
  SendsSlow: histogram('chat_send_ack_seconds', CHAT, '0.5', { job: 'chat-server' }),
  DeliveriesLate: histogram('chat_delivery_seconds', CHAT, '1', CHAT),
  MessagesRejected: counter('chat_append_rejected_total', CHAT, 1),
  ConnectionsNearLimit: {
    fires: {
      series: { ...connections(900), [series('chat_connections_limit', CHAT)]: [1000, 0] },
      labels: CHAT,
      minutes: 20,
    },
    silent: {
      series: { ...connections(800), [series('chat_connections_limit', CHAT)]: [1000, 0] },
      minutes: 20,
    },
  },
  HandshakesRejected: counter('chat_handshakes_rejected_total', { ...CHAT, code: 'OVERLOADED' }, 60, 3, CHAT),
  ConnectionsLost: {
    fires: {
      series: {
        ...connections(1000),
        [series('chat_connections_closed_total', { ...CHAT, transport: 'json', reason: 'IDLE' })]: [0, 20],
      },
      labels: CHAT,
    },
    // A node that drains.
    silent: {
      series: {
        ...connections(1000),
        [series('chat_connections_closed_total', { ...CHAT, transport: 'json', reason: 'GOING_AWAY' })]: [
          0, 10,
        ],
      },
    },
  },
  LogLostEntries: counter('chat_epochs_ended_total', CHAT, 1),
  GatewaySilent: {
    fires: { series: { [ofGateway('ok')]: [0, 80], [ofGateway('uncertain')]: [0, 20] } },
    silent: { series: { [ofGateway('ok')]: [0, 99], [ofGateway('uncertain')]: [0, 1] } },
  },
  PaymentsNotReconciled: counter('commerce_reconcile_failed_total', { ...API, what: 'refunds' }, 1, 0.05),
  PaymentDifferences: gauge('commerce_payment_differences_open', { ...API, kind: 'AMOUNT' }, 1, 0, {
    kind: 'AMOUNT',
  }),
  PaymentsNotCompared: gauge('commerce_payments_compared_age_seconds', API, 200_000, 90_000, {}),
  RefundsOverdue: gauge('commerce_refunds_overdue', API, 1, 0, {}),
  RefundsRejected: gauge('commerce_refunds_rejected', API, 1, 0, {}),
  RefundAccountsUnreadable: gauge('commerce_refund_accounts_sealed', { ...API, key: 'missing' }, 1, 0, {}),
  PersonalDataKept: counter('commerce_retention_failed_total', { ...API, what: 'carts' }, 1),
  HolidaysEnd: {
    fires: { series: { [series('commerce_holidays_known_days', API)]: [100, 0] }, minutes: 70 },
    silent: { series: { [series('commerce_holidays_known_days', API)]: [300, 0] }, minutes: 70 },
  },
  MailsWait: gauge('commerce_mails_waiting', API, 200, 20, {}),
  MailsParked: gauge('commerce_mails_parked', API, 1, 0, {}),
  // The time of these tests begins with 0.
  BackupOld: {
    fires: { series: { [BACKUP]: [-24 * 3_600, 0] }, minutes: 4 * 60 },
    silent: { series: { [BACKUP]: [0, 0] }, minutes: 4 * 60 },
  },
}
