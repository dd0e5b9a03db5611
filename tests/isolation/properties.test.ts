import { newId } from '@mt/shared/ids'
import { isolationModels } from '@mt/shared/placement'
import { testServers } from '@mt/shared/testing/servers'
import { isLongRun } from '@mt/shared/testing/tier'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql, table } from '@mt/tenancy/sql/scoped-query'
import { CreateNotes, Note } from '@mt/tenancy/testing/notes'
import { type TenancyTestKit, tenancyTestKit } from '@mt/tenancy/testing/tenancy-test-kit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeTable } from './tables.ts'

/** The total number of verbs: a few seconds in `npm test`, minutes in `npm run test:all`. */
const verbCount = isLongRun ? 100_000 : 1_000
const tenantsOfEachModel = 2

/** The verbs of one unit of work; `pick` chooses among the existing notes. */
const verb = fc.record({
  kind: fc.constantFrom(
    ...(['add', 'add', 'list', 'query', 'find', 'change', 'remove'] as const),
    ...(['find theirs', 'change theirs', 'remove theirs'] as const),
    ...(['forge', 'reference theirs', 'remove reference', 'break', 'throw'] as const),
  ),
  pick: fc.nat(),
  text: fc.string({ maxLength: 20 }).map((text) => text.replaceAll('\0', '')),
})
type Verb = typeof verb extends fc.Arbitrary<infer T> ? T : never

/** Units of work by tenant, run by all tenants concurrently over few connections. */
const program = fc.array(
  fc.record({
    tenant: fc.nat(),
    units: fc.array(fc.array(verb, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
  }),
  { minLength: 8, maxLength: 16 },
)

/** The notes that a tenant must see, by id. */
interface Owner {
  tenant: TenantIdentity
  notes: Map<string, string>
}

let kit: TenancyTestKit
const owners: Owner[] = []
let verbsRun = 0

beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({
    url,
    entities: [Note],
    migrations: [CreateNotes],
    maxConnections: 6,
  })
  for (const model of isolationModels) {
    for (let i = 0; i < tenantsOfEachModel; i++) {
      owners.push({ tenant: await kit.tenant(model), notes: new Map() })
    }
  }
})
afterAll(async () => {
  await kit[Symbol.asyncDispose]()
  await writeTable('properties', { verbsRun, tenants: owners.length })
})

describe('concurrent tenants', () => {
  it('each find what they wrote, whatever the others do', { timeout: 1_800_000 }, async () => {
    while (verbsRun < verbCount) {
      await fc.assert(fc.asyncProperty(program, runProgram), { numRuns: 10, endOnFailure: true })
    }
    expect(verbsRun).toBeGreaterThanOrEqual(verbCount)
  })
})

/** Each tenant's units run in order; the tenants run in parallel. */
async function runProgram(lanes: { tenant: number; units: Verb[][] }[]): Promise<void> {
  const queues = owners.map((owner, i) => ({
    owner,
    units: lanes.filter(({ tenant }) => tenant % owners.length === i).flatMap(({ units }) => units),
  }))
  await Promise.all(
    queues.map(async ({ owner, units }) => {
      for (const unit of units) await runUnit(owner, unit)
    }),
  )
  for (const { tenant, notes } of owners) {
    expect(await kit.tenancy.read(tenant, listNotes)).toEqual(sorted(notes))
  }
}

class Undone extends Error {}

/** Runs a unit of work on the tenant and on its model: both keep the changes, or neither. */
async function runUnit(owner: Owner, unit: Verb[]): Promise<void> {
  const expected = new Map(owner.notes)
  verbsRun += unit.length
  try {
    await kit.tenancy.write(owner.tenant, async (scope) => {
      for (const each of unit) await runVerb({ scope, owner, expected }, each)
    })
    owner.notes = expected
  } catch (error) {
    if (!isExpected(error)) throw error
  }
}

function isExpected(error: unknown): boolean {
  const text = error instanceof Error ? error.message : ''
  return (
    error instanceof Undone || /row of another tenant|had failed and was rolled back/.test(text)
  )
}

interface Step {
  scope: TenantScope
  owner: Owner
  expected: Map<string, string>
}

async function runVerb(
  { scope, owner, expected }: Step,
  { kind, pick, text }: Verb,
): Promise<void> {
  const { em, query } = scope
  const mine = [...expected.keys()]
  const id = mine[pick % Math.max(1, mine.length)] ?? newId()
  const foreign = theirs(owner, pick)
  switch (kind) {
    case 'add': {
      const note = em.create(Note, { text })
      await em.persist(note).flush()
      expected.set(note.id, text)
      return
    }
    case 'list':
      return void expect(await listNotes(scope)).toEqual(sorted(expected))
    case 'query': {
      const rows = await query<{ id: string }>(sql`select id from ${table('notes')} n order by id`)
      return void expect(rows.map((row) => row.id)).toEqual([...expected.keys()].sort())
    }
    case 'find':
      return void expect((await em.findOne(Note, { id }, { refresh: true }))?.text).toBe(
        expected.get(id),
      )
    case 'change': {
      const changed = await em.nativeUpdate(Note, { id }, { text })
      expect(changed).toBe(expected.has(id) ? 1 : 0)
      if (changed === 1) expected.set(id, text)
      return
    }
    case 'remove':
      expect(await em.nativeDelete(Note, { id })).toBe(expected.delete(id) ? 1 : 0)
      return
    case 'find theirs':
      return void expect(await em.findOne(Note, { id: foreign.id })).toBeNull()
    case 'change theirs':
      return void expect(await em.nativeUpdate(Note, { id: foreign.id }, { text })).toBe(0)
    case 'remove theirs':
      return void expect(await em.nativeDelete(Note, { id: foreign.id })).toBe(0)
    case 'forge':
      em.persist(em.create(Note, { tenantId: foreign.tenantId, text }))
      return em.flush()
    case 'reference theirs':
      em.assign(em.getReference(Note, [foreign.tenantId, foreign.id]), { text: `x${text}` })
      return em.flush()
    case 'remove reference':
      em.remove(em.getReference(Note, [foreign.tenantId, foreign.id]))
      return em.flush()
    case 'break':
      await query(sql`select 1 / 0`).catch(() => {})
      throw new Undone()
    case 'throw':
      throw new Undone()
  }
}

/** A note of another tenant, or an id that it could have. */
function theirs(owner: Owner, pick: number): { tenantId: string; id: string } {
  const others = owners.filter((other) => other !== owner)
  const { tenant, notes } = others[pick % others.length] as Owner
  const ids = [...notes.keys()]
  return { tenantId: tenant.tenantId, id: ids[pick % Math.max(1, ids.length)] ?? newId() }
}

async function listNotes({ em }: TenantScope): Promise<[string, string][]> {
  const notes = await em.find(Note, {}, { refresh: true })
  return sorted(new Map(notes.map(({ id, text }) => [id, text])))
}

function sorted(notes: Map<string, string>): [string, string][] {
  return [...notes].sort(([one], [other]) => (one < other ? -1 : 1))
}
