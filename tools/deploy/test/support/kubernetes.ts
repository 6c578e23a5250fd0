import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { workspace } from '../../src/index.ts'
import { readText } from './compose-file.ts'

// What the tests read of objects; the schemas say whether that is where it belongs.
// oxlint-disable-next-line typescript/no-explicit-any
type Any = any

interface Container {
  image: string
  args?: string[]
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[]
  envFrom: object[]
  ports: { name: string; containerPort: number }[]
  lifecycle: { preStop?: Any; preStopp?: object }
  [probe: `${string}Probe`]: Any
  resources: { limits: { memory: string } }
  securityContext: object
}

interface Pod {
  containers: Container[]
  volumes: { secret?: { secretName: string } }[]
  terminationGracePeriodSeconds: number | string
  automountServiceAccountToken: boolean
  securityContext: { runAsNonRoot: boolean; seccompProfile: object }
}

/** Of each kind the fields that are read here. */
interface Spec {
  template: { metadata: { labels: Record<string, string> }; spec: Pod }
  strategy: Any
  selector: Any
  minReplicas: number
  scaleTargetRef: { name: string }
  metrics: { type: string; pods?: { target: { averageValue: string } } }[]
  ports: { port: number; targetPort: string }[]
  podSelector: { matchLabels: Record<string, string> }
  policyTypes: string[]
  ingress?: object[]
  egress?: object[]
}

export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; labels: Record<string, string> }
  spec: Spec
  data?: Record<string, string>
}

interface Kustomization {
  resources: string[]
  images: { name: string; newTag: string }[]
}

const folder = 'deploy/kubernetes'

function kustomization(): Kustomization {
  return parse(readText(`${folder}/kustomization.yml`)) as Kustomization
}

/** All objects of the base. Throws when a file of the folder is not a part of it. */
export const manifests = Object.assign(
  (): Manifest[] => {
    const { resources } = kustomization()
    const files = readdirSync(join(workspace, folder)).filter((file) => file.endsWith('.yml'))
    const missing = files.filter((file) => file !== 'kustomization.yml' && !resources.includes(file))
    if (missing.length > 0) throw new Error(`not in kustomization.yml: ${missing.join(', ')}`)
    return resources.flatMap((file) =>
      parseAllDocuments(readText(`${folder}/${file}`)).map((document) => document.toJS() as Manifest),
    )
  },
  { kustomization },
)

export function ofKind(kind: string): Manifest[] {
  return manifests().filter((each) => each.kind === kind)
}

export function named(kind: string, name: string): Manifest {
  const found = ofKind(kind).find(({ metadata }) => metadata.name === name)
  if (!found) throw new Error(`there is no ${kind} ${name}`)
  return found
}
