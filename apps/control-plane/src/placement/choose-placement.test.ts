import { newId } from '@mt/shared/ids'
import { placementKey, placementSchema } from '@mt/shared/placement'
import { slugSchema } from '@mt/shared/tenant'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choosePlacement } from './choose-placement.ts'

const config = { cluster: 'c1', pooledDatabase: 'polls' }
const free = async () => false
const anySlug = fc
  .stringMatching(/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/)
  .filter((slug) => slugSchema.safeParse(slug).success)

describe('choosePlacement', () => {
  it('places a shared tenant in the shared schema', async () => {
    const request = { model: 'shared', slug: 'thor', tenantId: newId(), isTaken: free } as const
    const place = { model: 'shared', cluster: 'c1', database: 'polls', schema: 'shared' }
    expect(await choosePlacement(config, request)).toEqual(place)
  })

  it('places a schema tenant in its own schema', async () => {
    const request = { model: 'schema', slug: 'harry-p', tenantId: newId(), isTaken: free } as const
    const place = { model: 'schema', cluster: 'c1', database: 'polls', schema: 't_harry_p' }
    expect(await choosePlacement(config, request)).toEqual(place)
  })

  it('places a database tenant in its own database', async () => {
    const request = { model: 'database', slug: 'loki', tenantId: newId(), isTaken: free } as const
    const place = { model: 'database', cluster: 'c1', database: 't_loki', schema: 'tenant' }
    expect(await choosePlacement(config, request)).toEqual(place)
  })

  it('appends a part of the id to a name that is taken', async () => {
    const tenantId = '0199b7e0-0000-7000-8000-0000deadbeef'
    const isTaken = async () => true
    const placement = await choosePlacement(config, {
      model: 'schema',
      slug: 'thor',
      tenantId,
      isTaken,
    })
    expect(placement.schema).toBe('t_thor_deadbeef')
  })

  it('chooses valid names for every slug, taken or not', async () => {
    const models = fc.constantFrom('schema' as const, 'database' as const)
    await fc.assert(
      fc.asyncProperty(anySlug, models, fc.boolean(), async (slug, model, taken) => {
        const isTaken = async () => taken
        const placement = await choosePlacement(config, { model, slug, tenantId: newId(), isTaken })
        expect(placementSchema.safeParse(placement).success).toBe(true)
      }),
    )
  })

  it('gives different slugs different placements', async () => {
    await fc.assert(
      fc.asyncProperty(anySlug, anySlug, async (one, other) => {
        fc.pre(one !== other)
        const choose = (slug: string) =>
          choosePlacement(config, { model: 'schema', slug, tenantId: newId(), isTaken: free })
        expect(placementKey(await choose(one))).not.toBe(placementKey(await choose(other)))
      }),
    )
  })
})
