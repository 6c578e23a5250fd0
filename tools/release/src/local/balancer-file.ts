import type { Fleet } from '../fleet.ts'

/** The configuration of HAProxy for a fleet on this machine: an address for each app, all slots empty, checked each `checkMs`. */
export function balancerFile(fleet: Fleet, addresses: Record<string, number>, checkMs = 500): string {
  const { admin } = fleet.balancer
  const socket = 'path' in admin ? admin.path : `ipv4@${admin.host}:${admin.port}`
  const sections = Object.entries(fleet.apps).map(([app, { slots }]) =>
    [
      `frontend ${app}-clients`,
      `  bind 127.0.0.1:${addresses[app]}`,
      `  default_backend ${app}`,
      `backend ${app}`,
      '  balance roundrobin',
      '  option httpchk',
      '  http-check send meth GET uri /readyz',
      '  http-check disable-on-404',
      `  default-server check inter ${checkMs}ms fall 2 rise 1 on-marked-down shutdown-sessions`,
      ...slots.map(({ name, port }) => `  server ${name} ${fleet.host}:${port} disabled`),
    ].join('\n'),
  )
  return `global
  stats socket ${socket} level admin
defaults
  mode http
  timeout connect 3s
  timeout client 60s
  timeout server 60s
  timeout check 1s
  timeout tunnel 90s
  option forwardfor
${sections.join('\n')}
`
}
