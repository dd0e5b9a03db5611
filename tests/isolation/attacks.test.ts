import type { EntityManager } from '@mikro-orm/postgresql'
import { newId } from '@mt/shared/ids'
import { testServers } from '@mt/shared/testing/servers'
import { isWholeRun } from '@mt/shared/testing/tier'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Attack } from './attacks/attack.ts'
import { raw } from './attacks/raw.ts'
import { reads } from './attacks/reads.ts'
import { writes } from './attacks/writes.ts'
import { newParty, type Overseer, oversee, type Party } from './parties.ts'
import { writeTable } from './tables.ts'
import { databaseAlone, noWall, ormAlone, type Standing, type Weakened } from './walls.ts'

const attacks = [...reads, ...writes, ...raw]

/** The tenants' rows by placement. Misplaced rows, such as remnants of a move, must not be visible either. */
const allPlacements = [
  { place: 'shared', model: 'shared', strays: false },
  { place: 'schema, another’s', model: 'schema', strays: false },
  { place: 'schema, a stray row in one’s own', model: 'schema', strays: true },
  { place: 'database, a stray row in one’s own', model: 'database', strays: true },
  { place: 'dedicated, a stray row in one’s own', model: 'dedicated', strays: true },
] as const

/** Where tenants are nearest to each other, and all in the whole run. */
const places = allPlacements.filter(({ model }) => {
  return isWholeRun || model === 'shared' || model === 'schema'
})

const standings: [Standing, () => Promise<Weakened>][] = [
  ['no wall', noWall],
  ['the ORM alone', ormAlone],
  ['the database alone', databaseAlone],
]

const cells = new Map<string, string[]>(attacks.map(({ name }) => [name, []]))

describe.each(standings)('behind %s', (standing, build) => {
  let weakened: Weakened

  beforeAll(async () => {
    weakened = await build()
  })
  afterAll(() => weakened[Symbol.asyncDispose]())

  describe.each(places)('in the placement $place', ({ model, strays }) => {
    let attacker: TenantIdentity
    let victimTenant: TenantIdentity
    let mine: Party
    let victim: Party
    let overseer: Overseer

    beforeAll(async () => {
      attacker = await weakened.tenant(model)
      victimTenant = strays ? { ...attacker, tenantId: newId() } : await weakened.tenant(model)
      mine = newParty(attacker.tenantId, attacker.placement.schema)
      victim = newParty(victimTenant.tenantId, victimTenant.placement.schema)
      overseer = await oversee(testServers().databaseUrl, attacker.placement.database)
    })
    afterAll(() => overseer[Symbol.asyncDispose]())

    it.each(attacks.filter((attack) => !(strays && attack.needsLiveVictim)))(
      `${standing === 'no wall' ? 'lets through' : 'stops'} $name`,
      async (attack) => {
        const outcome = await attempt(attack)
        cells.get(attack.name)?.push(outcome.leaked ? 'LEAKS' : outcome.how)
        expect(outcome).toMatchObject({ leaked: standing === 'no wall' })
      },
    )

    async function attempt(attack: Attack): Promise<{ leaked: boolean; how: string }> {
      await overseer.plant({ ...mine, schema: victim.schema })
      if (!strays) await overseer.plant(mine)
      await overseer.plant(victim)
      const before = await overseer.rowsOf(victim)
      const asVictim = <T>(work: (em: EntityManager) => Promise<T>) =>
        weakened.as(victimTenant, victim.schema, work)
      const seen = await weakened
        .as(attacker, victim.schema, async (em) => {
          return { got: textOf(await attack.run({ em, mine, victim, asVictim })) }
        })
        .catch((error: Error) => ({ error }))
      const changed = (await overseer.rowsOf(victim)) !== before
      if ('error' in seen) return { leaked: changed, how: reason(seen.error) }
      return { leaked: changed || seen.got.includes(victim.secret), how: 'sees nothing' }
    }
  })
})

afterAll(() => writeTable('attacks', { columns: standings.map(([name]) => name), places, cells }))

function textOf(result: unknown): string {
  const text = JSON.stringify(result, (_, value) =>
    typeof value === 'bigint' ? `${value}` : value,
  )
  return text ?? ''
}

/** A short reason why the attack failed. */
function reason(error: Error): string {
  if (error instanceof TypeError && /is not a function/.test(error.message)) return 'no such way'
  return error.name === 'Error' ? error.message : error.name
}
