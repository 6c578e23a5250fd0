import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { workspace } from '../src/index.ts'
import { readText } from './support/compose-file.ts'

interface Component {
  name: string
  version: string
  purl: string
  hashes?: { alg: string; content: string }[]
  properties?: { name: string; value: string }[]
}

test('the bill of materials has what production is made of, and says which of the others is for development alone', () => {
  const output = execFileSync('npm', ['run', '--silent', 'sbom'], {
    cwd: workspace,
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1_024 * 1_024,
  })
  const bill = JSON.parse(output) as { bomFormat: string; components: Component[] }
  assert.equal(bill.bomFormat, 'CycloneDX')
  const known = new Map(bill.components.map((component) => [component.purl, component]))
  const used = globSync('{apps/*,libs/!(testing)}/package.json', { cwd: workspace }).flatMap((file) => {
    const { dependencies = {} } = JSON.parse(readText(file)) as { dependencies?: Record<string, string> }
    return Object.entries(dependencies).filter(([name]) => !name.startsWith('@munova/'))
  })
  assert.ok(used.length > 20)
  const isForDevelopment = ({ properties = [] }: Component) =>
    properties.some(({ name }) => name === 'cdx:npm:package:development')
  for (const [name, version] of used) {
    const component = known.get(`pkg:npm/${name.replace('@', '%40')}@${version}`)
    assert.ok(component, `${name} ${version}`)
    assert.ok(!isForDevelopment(component), name)
    assert.match(component.hashes?.[0]?.alg ?? '', /^SHA-/, name)
  }
  for (const name of ['nx', 'oxlint']) {
    const tool = bill.components.find((component) => component.purl.startsWith(`pkg:npm/${name}@`))
    assert.ok(tool && isForDevelopment(tool), name)
  }
})

test('the lock has a checksum of every package', () => {
  const { packages } = JSON.parse(readText('package-lock.json')) as {
    packages: Record<string, { link?: boolean; integrity?: string }>
  }
  const installed = Object.entries(packages).filter(
    ([path, { link }]) => path.includes('node_modules/') && !link,
  )
  assert.ok(installed.length > 200)
  for (const [path, { integrity }] of installed) assert.match(integrity ?? '', /^sha512-/, path)
})
