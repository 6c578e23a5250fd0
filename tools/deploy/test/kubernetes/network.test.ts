import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ofKind } from '../support/kubernetes.ts'

type Labels = Record<string, string>
interface Peer {
  podSelector?: { matchLabels: Labels }
  namespaceSelector?: { matchLabels: Labels }
  ipBlock?: { cidr: string; except: string[] }
}
interface Rule {
  from?: Peer[]
  to?: Peer[]
  ports: { protocol: string; port: number }[]
}

/** The arrows of the system's picture, with the ports at their points; `outside` is the Internet. */
const arrows = [
  'balancer → storefront 3000',
  'balancer → commerce-api 4000',
  'balancer → chat-server 4100',
  'balancer → chat-server 7000',
  'storefront → commerce-api 4000',
  'storefront → chat-server 4100',
  'chat-server → commerce-api 4000',
  'commerce-api → postgresql 5432',
  'commerce-api → rabbitmq 5672',
  'commerce-api → outside 443',
  'commerce-api → outside 465',
  'commerce-api → outside 587',
  'chat-server → postgresql 5432',
  'chat-server → rabbitmq 5672',
  'chat-server → outside 443',
  'commerce-api-migrate → postgresql 5432',
  'chat-server-migrate → postgresql 5432',
  'monitoring → storefront 3000',
  'monitoring → commerce-api 4000',
  'monitoring → chat-server 4100',
]
const workloads = [...ofKind('Deployment'), ...ofKind('Job')].map(({ metadata }) => metadata.name)
const policies = ofKind('NetworkPolicy')

const sourceOf = (arrow: string) => arrow.split(' ')[0]!
const targetOf = (arrow: string) => arrow.split(' ')[2]!

function nameOf({ podSelector, namespaceSelector, ipBlock }: Peer): string {
  if (ipBlock) return ipBlock.cidr === '0.0.0.0/0' ? 'outside' : ipBlock.cidr
  const labels: Labels = { ...namespaceSelector?.matchLabels, ...podSelector?.matchLabels }
  return labels['k8s-app'] ?? labels['munova/role'] ?? labels['app.kubernetes.io/name'] ?? 'everybody'
}

function allowed(direction: 'ingress' | 'egress'): string[] {
  return policies
    .flatMap(({ metadata: { name }, spec }) =>
      ((spec[direction] ?? []) as Rule[]).flatMap(({ from: sources, to: targets, ports }) => {
        const peers = sources ?? targets ?? []
        // A rule without peers is for everybody.
        return (peers.length > 0 ? peers : [{}]).flatMap((peer) =>
          ports.map(({ port }) =>
            direction === 'ingress' ? [nameOf(peer), name, port] : [name, nameOf(peer), port],
          ),
        )
      }),
    )
    .filter(([, target]) => target !== 'kube-dns')
    .map(([source, target, port]) => `${source} → ${target} ${port}`)
}

test('the policies allow the arrows of the picture and no other, at both ends where both are here', () => {
  assert.deepEqual(
    allowed('ingress').toSorted(),
    arrows.filter((arrow) => workloads.includes(targetOf(arrow))).toSorted(),
  )
  assert.deepEqual(
    allowed('egress').toSorted(),
    arrows.filter((arrow) => workloads.includes(sourceOf(arrow))).toSorted(),
  )
})

test('whoever is in no policy of its own gets and sends nothing', () => {
  const [deny, ...others] = policies
  assert.deepEqual(deny!.spec, {
    podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'munova' } },
    policyTypes: ['Ingress', 'Egress'],
  })
  assert.deepEqual(others.map(({ metadata }) => metadata.name).toSorted(), workloads.toSorted())
  for (const { metadata, spec } of others) {
    assert.deepEqual(spec.podSelector.matchLabels, { 'app.kubernetes.io/name': metadata.name })
    assert.deepEqual(spec.policyTypes, ['Ingress', 'Egress'])
  }
})

test('each workload may ask for names, and outside is not the networks inside', () => {
  for (const name of workloads) {
    const egress = policies.find(({ metadata }) => metadata.name === name)!.spec.egress as Rule[]
    const dns = egress.filter(({ to }) => to!.some((peer) => nameOf(peer) === 'kube-dns'))
    assert.deepEqual(
      dns.flatMap(({ ports }) => ports),
      ['UDP', 'TCP'].map((protocol) => ({ protocol, port: 53 })),
      name,
    )
    for (const { ipBlock } of egress.flatMap(({ to }) => to!))
      if (ipBlock)
        assert.deepEqual(ipBlock.except, ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'])
  }
})
