import type { CreateProduct, ProductImportResult } from '@munova/commerce-contract'
import { violates, type Sql } from '@munova/database'
import { Problem } from '@munova/service'
import { requireActiveRole } from '../../accounts/members/require-active-role.ts'
import type { RequestActor } from '../../audit/actor.ts'
import { problem } from '../../problems.ts'
import type { CatalogueContext } from '../categories/tree.ts'
import { storeProduct } from '../products/create.ts'
import { lineErrorOf, type Fault } from './fault.ts'
import { lookUpOf } from './look-up.ts'
import { mapAtOnce } from './map-at-once.ts'
import { moveProduct } from './move.ts'
import { planOf, type Plan } from './plan.ts'
import { readProductFile, type FileProduct } from './read.ts'
import { readStates } from './state.ts'
import { beginImport, finishImport, type CreatedSku, type Requested, type Run } from './store.ts'

interface ToImport {
  text: string
  /** Of the messages. */
  language: string
  /** Undefined: a dry run. */
  requested: Requested | undefined
}

type Outcome = { kind: 'created' | 'changed' | 'unchanged' } | { kind: 'rejected'; faults: readonly Fault[] }

/**
 * Creates and changes products as a file says, each product whole or not at all. A request that is repeated goes on where the
 * earlier run has ended. Throws VALIDATION_FAILED when the text is no file of products, IMPORT_RUNNING, IMPORT_NOT_FOUND, FORBIDDEN.
 */
export async function importProducts(
  context: CatalogueContext,
  seller: RequestActor,
  { text, language, requested }: ToImport,
): Promise<ProductImportResult> {
  const { sql, config } = context
  await requireActiveRole(sql, seller.memberId, 'SELLER')
  const products = await readProductFile(text, { maxLines: config.PRODUCT_IMPORT_LINES })
  const run = requested && (await beginImport(context, seller, requested))
  if (run && 'errors' in run) return run
  const lookUp = await lookUpOf(context, products)
  const outcomes: Outcome[] = []
  for (let from = 0; from < products.length; from += config.PRODUCT_FILE_BATCH) {
    const some = products.slice(from, from + config.PRODUCT_FILE_BATCH)
    const ids = some.flatMap(({ productId }) => productId ?? [])
    const states = await readStates(sql, { sellerId: seller.memberId, ids })
    const byId = new Map(states.map((state) => [state.id, state]))
    const done = await mapAtOnce(config.PRODUCT_IMPORT_CALLS, some, async (product) => {
      const plan = planOf(product, byId.get(product.productId ?? 0), lookUp)
      return run ? apply(context, { seller, run }, { product, plan }) : outcomeOf(plan)
    })
    outcomes.push(...done)
  }
  const result = resultOf(outcomes, { id: run?.id ?? null, language, most: config.PRODUCT_IMPORT_ERRORS })
  if (run) await finishImport(sql, run.id, result)
  return result
}

/** What a dry run says of it. */
function outcomeOf(plan: Plan): Outcome {
  if (plan.kind === 'create') return { kind: 'created' }
  return plan.kind === 'change' ? { kind: 'changed' } : plan
}

interface Planned {
  product: FileProduct
  plan: Plan
}

async function apply(
  context: CatalogueContext,
  running: { seller: RequestActor; run: Run },
  { product, plan }: Planned,
): Promise<Outcome> {
  const { seller, run } = running
  const known = run.changes.get(product.line)
  try {
    if (known) {
      const { productId, before, after } = known
      if (!before) return { kind: 'created' }
      await moveProduct(context, { actor: seller, productId, from: before, to: after }, { isWhole: false })
      return { kind: 'changed' }
    }
    if (plan.kind === 'create') return await create(context, running, { product, plan })
    return plan.kind === 'change' ? await change(context, running, { product, plan }) : plan
  } catch (error) {
    // Anything else fails the request: the client repeats it, and what was done is found.
    if (!(error instanceof Problem) || error.status >= 500) throw error
    return rejected(product, error)
  }
}

const rejected = ({ line }: FileProduct, why: Problem): Outcome => ({
  kind: 'rejected',
  faults: [{ line, column: null, why }],
})

async function create(
  context: CatalogueContext,
  { seller, run }: { seller: RequestActor; run: Run },
  { product, plan }: { product: FileProduct; plan: Plan & { kind: 'create' } },
): Promise<Outcome> {
  const { sql } = context
  const json = jsonOf(sql)
  try {
    // Written down by the same statement, so that nothing is created twice.
    await storeProduct(
      context,
      seller.memberId,
      plan.input,
      (created) => sql`
        insert into product_import_changes (import_id, line, product_id, after)
        select ${run.id}, ${product.line}, id, ${json({ skus: skusOf(plan.input) })} from ${created.name}`,
    )
  } catch (error) {
    // Another run of the same request, whose lease has ended, was faster.
    if (!violates(error, 'product_import_changes_pkey')) throw error
  }
  return { kind: 'created' }
}

async function change(
  context: CatalogueContext,
  { seller, run }: { seller: RequestActor; run: Run },
  { product, plan }: { product: FileProduct; plan: Plan & { kind: 'change' } },
): Promise<Outcome> {
  const { sql } = context
  const productId = product.productId!
  const { before, after } = plan
  const json = jsonOf(sql)
  await sql`
    insert into product_import_changes (import_id, line, product_id, before, after)
    values (${run.id}, ${product.line}, ${productId}, ${json(before)}, ${json(after)})
    on conflict do nothing`
  const move = { actor: seller, productId, from: before, to: after }
  const forget = () =>
    sql`delete from product_import_changes where import_id = ${run.id} and line = ${product.line}`
  const takeBack = async () => {
    await moveProduct(context, { ...move, from: after, to: before }, { isWhole: false })
    await forget()
  }
  try {
    const { isMoved, kept } = await moveProduct(context, move, { isWhole: true })
    if (kept.length > 0) {
      // What is as the file says without this import stays.
      await (isMoved ? takeBack() : forget())
      return rejected(product, problem(kept.includes('stock') ? 'STOCK_CHANGED' : 'PRODUCT_CHANGED'))
    }
    // Another import of the same file has done all of it.
    if (!isMoved) await forget()
    return { kind: isMoved ? 'changed' : 'unchanged' }
  } catch (error) {
    if (error instanceof Problem && error.status < 500) await takeBack()
    throw error
  }
}

const jsonOf = (sql: Sql) => (value: object) => sql`${JSON.stringify(value)}::text::jsonb`

const skusOf = ({ colors }: CreateProduct): CreatedSku[] =>
  colors.flatMap(({ name, skus }) => skus.map((sku) => ({ color: name, ...sku })))

function resultOf(
  outcomes: readonly Outcome[],
  { id, language, most }: { id: number | null; language: string; most: number },
): ProductImportResult {
  const count = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length
  const faults = outcomes
    .flatMap((outcome) => (outcome.kind === 'rejected' ? outcome.faults : []))
    .toSorted((one, other) => one.line - other.line)
  return {
    id,
    created: count('created'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    rejected: count('rejected'),
    errors: faults.slice(0, most).map((fault) => lineErrorOf(fault, language)),
    moreErrors: Math.max(faults.length - most, 0),
  }
}
