import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { ChatConfig } from '@munova/chat-server'
import { CommerceConfig } from '@munova/commerce-api'
import { productionProblems } from '@munova/service'
import { StorefrontConfig } from '@munova/storefront'
import { afterTheTest } from '@munova/testing'
import { serverApps, workspace } from '../../src/index.ts'
import { readText } from '../support/compose-file.ts'
import { type Manifest, manifests, named, ofKind } from '../support/kubernetes.ts'

const configs = { 'chat-server': ChatConfig, 'commerce-api': CommerceConfig, storefront: StorefrontConfig }
const apps = Object.keys(configs) as (keyof typeof configs)[]

/** Also of the values that come from a Secret. */
function environmentOf(app: keyof typeof configs): Record<string, string> {
  const { containers } = named('Deployment', app).spec.template.spec
  const { env, envFrom } = containers[0]!
  assert.deepEqual(envFrom, [{ configMapRef: { name: app } }])
  const settings = named('ConfigMap', app).data!
  const secrets: Record<string, string> = {
    DATABASE_URL: 'postgres://app:of-its-own@postgres:5432/app',
    AMQP_URL: 'amqp://app:of-its-own@rabbitmq:5672',
    REFUND_ACCOUNT_KEYS: `2026:${Buffer.alloc(32, 'x').toString('base64')}`,
    SMTP_URL: 'smtps://mail.shop.example',
    TOSS_CLIENT_KEY: 'live_ck_x',
  }
  const values = env.map(({ name, value }) => [name, value ?? secrets[name] ?? 'secret'] as const)
  return { ...settings, ...Object.fromEntries(values) }
}

/** What the schemas say, of types; and a compiler, of keys that they let pass. */
test('every object is one of the published API, without a key that it does not have', async (t) => {
  const folder = await mkdtemp(join(workspace, 'tools/deploy/.kubernetes-'))
  afterTheTest(t, () => rm(folder, { recursive: true, force: true }))
  const check = async (objects: readonly Manifest[]) => {
    const lines = objects.map(
      ({ apiVersion, kind, ...rest }, index) =>
        `import type { I${kind} as Type${index} } from 'kubernetes-models/${apiVersion}'\n` +
        `export const object${index}: Type${index} = ${JSON.stringify({ apiVersion, kind, ...rest })}`,
    )
    await writeFile(join(folder, 'objects.ts'), lines.join('\n'))
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--ignoreConfig']
    const { status, stdout } = spawnSync('tsc', [...flags, join(folder, 'objects.ts')], { encoding: 'utf8' })
    return status === 0 ? '' : stdout
  }
  for (const object of manifests()) await validate(object)
  assert.equal(await check(manifests()), '')
  const misspelt = structuredClone(named('Deployment', 'storefront'))
  misspelt.spec.template.spec.containers[0]!.lifecycle = { preStopp: {} }
  assert.match(await check([misspelt]), /preStopp/)
  const wrong = structuredClone(named('Deployment', 'storefront'))
  wrong.spec.template.spec.terminationGracePeriodSeconds = '30'
  await assert.rejects(validate(wrong), /terminationGracePeriodSeconds/)
})

async function validate({ apiVersion, kind, ...rest }: Manifest): Promise<void> {
  const models = (await import(`kubernetes-models/${apiVersion}`)) as Record<
    string,
    new (data: object) => { validate(): void }
  >
  new models[kind]!({ ...rest }).validate()
}

test('kustomization.yml has every file, and an image for each app that is not `latest`', () => {
  const { images } = manifests.kustomization()
  assert.deepEqual(
    images.map(({ name }) => name).toSorted(),
    serverApps()
      .map((app) => `munova/${app}`)
      .toSorted(),
  )
  for (const { newTag } of images) assert.notEqual(newTag, 'latest')
  for (const app of apps)
    assert.equal(named('Deployment', app).spec.template.spec.containers[0]!.image, `munova/${app}`)
})

for (const app of apps) {
  test(`${app}: a Deployment, whose settings are valid and enough for production`, () => {
    const environment = environmentOf(app)
    const unknown = Object.keys(environment).filter((key) => !(key in configs[app].shape))
    assert.deepEqual(unknown, [])
    configs[app].parse(environment)
    // From the page, so that a further rule of production is not forgotten here.
    const section = readText('docs/operations.md')
      .split('### What a production must set')[1]!
      .split('\n### ')[0]!
    for (const [, settings, of, must] of section.matchAll(/^\| (`[^|]+`) \| ([^|]+) \| ([^|]+)/gm)) {
      if (!of!.includes(app)) continue
      for (const [, setting] of settings!.matchAll(/`(\w+)`/g))
        assert.equal(Object.hasOwn(environment, setting!), !must!.startsWith('not'), `${app} ${setting}`)
    }
    const credentials = ['DATABASE_URL', 'AMQP_URL'].filter((name) => name in environment)
    assert.deepEqual(productionProblems(environment, { required: [], forbidden: [], credentials }), [])
  })

  test(`${app}: what is secret comes from a Secret that the README makes`, () => {
    const { containers, volumes } = named('Deployment', app).spec.template.spec
    for (const { name, value } of containers[0]!.env)
      if (/SECRET|PASS|KEYS$|_KEY$|DATABASE_URL|AMQP_URL|SMTP_URL|PICTURE_STORE/.test(name))
        assert.equal(value, undefined, name)
    const readme = readText('deploy/kubernetes/README.md')
    for (const { name, valueFrom } of containers[0]!.env) {
      if (!valueFrom) continue
      const { name: secret, key } = valueFrom.secretKeyRef
      assert.equal(key, name)
      assert.match(
        readme,
        new RegExp(`secret generic ${secret}\\b[^\`]*?--from-literal=${key}=`),
        `${secret} ${key}`,
      )
    }
    for (const { secret } of volumes)
      if (secret) assert.match(readme, new RegExp(`generic ${secret.secretName} `))
  })

  test(`${app}: it leaves before it is ended, and a check sees that`, () => {
    const { spec, containers } = {
      spec: named('Deployment', app).spec,
      ...named('Deployment', app).spec.template.spec,
    }
    const { lifecycle, readinessProbe, livenessProbe, startupProbe, env } = containers[0]!
    const setting = (name: string) => Number(env.find((each) => each.name === name)?.value ?? 0) / 1_000
    const drain = app === 'chat-server' ? setting('DRAIN_MS') + 15 : setting('STOP_TIMEOUT_MS')
    const needed = lifecycle.preStop.sleep.seconds + setting('DRAIN_GRACE_MS') + drain
    assert.ok(drain > 0 && Number(spec.template.spec.terminationGracePeriodSeconds) >= needed)
    const { periodSeconds, failureThreshold, timeoutSeconds } = readinessProbe
    assert.ok(setting('DRAIN_GRACE_MS') >= periodSeconds * failureThreshold + timeoutSeconds)
    assert.deepEqual([readinessProbe.httpGet.path, livenessProbe.httpGet.path], ['/readyz', '/livez'])
    assert.ok(startupProbe.periodSeconds * startupProbe.failureThreshold >= 60)
    assert.deepEqual(spec.strategy.rollingUpdate, { maxUnavailable: 0, maxSurge: 1 })
  })

  test(`${app}: names, ports and labels agree, and two processes are always left`, () => {
    const deployment = named('Deployment', app)
    const label = { 'app.kubernetes.io/name': app }
    const { ports } = deployment.spec.template.spec.containers[0]!
    const config = configs[app].parse(environmentOf(app))
    const expected = [config.PORT, ...('RSOCKET_PORT' in config ? [config.RSOCKET_PORT] : [])]
    assert.deepEqual(
      ports.map(({ containerPort }) => containerPort),
      expected,
    )
    assert.deepEqual(deployment.spec.selector.matchLabels, label)
    const service = named('Service', app)
    assert.deepEqual(service.spec.selector, label)
    assert.deepEqual(
      service.spec.ports.map(({ port, targetPort }) => ({ port, targetPort })),
      ports.map(({ name, containerPort }) => ({ port: containerPort, targetPort: name })),
    )
    assert.deepEqual(named('PodDisruptionBudget', app).spec, {
      maxUnavailable: 1,
      selector: { matchLabels: label },
    })
    const scaling = named('HorizontalPodAutoscaler', app).spec
    assert.equal(scaling.scaleTargetRef.name, app)
    assert.ok(scaling.minReplicas >= 2)
    // With a number here each release would set back what the autoscaler has found.
    assert.ok(!('replicas' in deployment.spec))
    const pods = scaling.metrics.find(({ type }) => type === 'Pods')?.pods
    assert.equal(pods !== undefined, app === 'chat-server')
    if (pods)
      assert.ok(Number(pods.target.averageValue) * 2 < ChatConfig.parse(environmentOf(app)).MAX_CONNECTIONS)
  })
}

test('every pod runs without rights, on a read-only file system, with a limit of memory', () => {
  const pods = [...ofKind('Deployment'), ...ofKind('Job')].map(({ spec }) => spec.template)
  assert.equal(pods.length, 5)
  for (const { metadata, spec } of pods) {
    assert.equal(metadata.labels['app.kubernetes.io/part-of'], 'munova')
    assert.equal(spec.automountServiceAccountToken, false)
    assert.equal(spec.securityContext.runAsNonRoot, true)
    assert.deepEqual(spec.securityContext.seccompProfile, { type: 'RuntimeDefault' })
    for (const { securityContext, resources } of spec.containers) {
      assert.deepEqual(securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      assert.match(resources.limits.memory, /Mi$/)
    }
  }
})

test('each app with a database has a Job for its migrations, and does not run them itself', () => {
  for (const app of apps) {
    const job = ofKind('Job').find(({ metadata }) => metadata.name === `${app}-migrate`)
    assert.equal(job !== undefined, 'DATABASE_URL' in environmentOf(app), app)
    if (!job) continue
    const [container] = job.spec.template.spec.containers
    assert.deepEqual(container!.args, ['node', 'src/main.mjs', 'migrate'])
    assert.equal(container!.image, `munova/${app}`)
    assert.equal(environmentOf(app)['MIGRATE_AT_START'], 'false')
  }
})
