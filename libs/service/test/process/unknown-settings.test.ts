import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findUnknownSettings } from '../../src/process/unknown-settings.ts'

const settings = [
  'HOST',
  'PORT',
  'LOG_LEVEL',
  'NODE_ENV',
  'DATABASE_URL',
  'DATABASE_POOL',
  'AMQP_URL',
  'CHAT_WORKERS',
  'MAX_CONNECTIONS',
  'MAX_FRAME_BYTES',
  'QUEUE_HIGH_BYTES',
  'QUEUE_HARD_BYTES',
]

function found(...variables: string[]): [string, string][] {
  const env = Object.fromEntries(variables.map((variable) => [variable, 'x']))
  return findUnknownSettings(settings, env).map(({ variable, nearest }) => [variable, nearest])
}

test('one edit away from a setting: more, less, different, swapped, another case', () => {
  const mistakes = [
    ['MAX_CONNECTION', 'MAX_CONNECTIONS'],
    ['CHAT_WORKERSS', 'CHAT_WORKERS'],
    ['LOG-LEVEL', 'LOG_LEVEL'],
    ['AQMP_URL', 'AMQP_URL'],
    ['PROT', 'PORT'],
    ['database_url', 'DATABASE_URL'],
  ] as [string, string][]
  assert.deepEqual(found(...mistakes.map(([variable]) => variable)), mistakes)
})

test('the first word of a family of settings', () => {
  assert.deepEqual(found('DATABASE_POOL_SIZE', 'QUEUE_HARDEST_BYTES'), [
    ['DATABASE_POOL_SIZE', 'DATABASE_POOL'],
    ['QUEUE_HARDEST_BYTES', 'QUEUE_HARD_BYTES'],
  ])
})

test('an ordinary environment, and that of the project’s other programs, is silent', () => {
  const ordinary = [
    'PATH,HOME,PWD,OLDPWD,USER,SHELL,LANG,LC_ALL,TERM,TZ,_,SHLVL,HOSTNAME,HOSTTYPE,EDITOR,TMPDIR,XDG_RUNTIME_DIR',
    'NODE_OPTIONS,NODE_PATH,NODE_VERSION,NODE_EXTRA_CA_CERTS,npm_config_user_agent,npm_package_name,npm_lifecycle_event',
    'CI,BUILD_NUMBER,JOB_NAME,GIT_BRANCH,DOCKER_HOST,SSH_AUTH_SOCK,LOG_FORMAT,MAX_JOBS,HTTP_PROXY,NO_PROXY',
    'KUBERNETES_SERVICE_HOST,KUBERNETES_PORT_443_TCP_ADDR,DATABASE_SERVICE_HOST,DATABASE_PORT_5432_TCP,DATABASE_PORT',
    'COMMERCE_DATABASE_URL,CHAT_DATABASE_URL,COMMERCE_PORT,CHAT_PORT,TEST_DATABASE_URL,TEST_AMQP_URL,MUNOVA_HOME',
  ].flatMap((names) => names.split(','))
  assert.deepEqual(found(...ordinary), [])
})

test('what is set to nothing counts as not set', () => {
  assert.deepEqual(findUnknownSettings(settings, { DATABASE_POOLS: ' ', PROT: '', AMQP_URLS: undefined }), [])
})
