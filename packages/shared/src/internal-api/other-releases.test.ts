import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { namesIn, unknownFields, withFields, withoutFields } from '../testing/unknown-fields.ts'
import { internalApi } from './internal-api.ts'

const placement = { model: 'schema', cluster: 'c1', database: 'polls', schema: 't_thor' }
const location = { cluster: 'c1', database: 'polls', schema: 't_thor' }
const admin = { username: 'thor', email: 'thor@example.org', passwordHash: '$argon2id$v=19$x' }

/** A body that each call accepts, and an answer that it gives, if any. */
const samples: Record<keyof typeof internalApi, { body?: object; answer?: object }> = {
  provision: { body: { placement, epoch: 1 }, answer: { schemaVersion: '0001' } },
  deprovision: { body: { placement } },
  setState: { body: { placement, epoch: 1, state: 'fenced' } },
  scan: { body: { placement }, answer: { found: [{ kind: 'rows', name: 'polls', count: 1 }] } },
  migrate: { body: { placement }, answer: { from: '', to: '0001', applied: ['0001'] } },
  drift: {
    body: { placement },
    answer: { differences: [{ kind: 'x', name: 'y', expected: 'a', found: 'b', fix: 'c' }] },
  },
  createAdmin: { body: { placement, epoch: 1, admin }, answer: { id: newId() } },
  runCommand: { body: { placement, epoch: 1, args: {} }, answer: { result: { polls: 1 } } },
  version: { answer: { schemaVersion: '0001' } },
  listCommands: {
    answer: { results: [{ name: 'x', summary: 'y', args: [{ name: 'z', required: true }] }] },
  },
  listQuotas: { answer: { results: [{ name: 'x', label: 'X', unit: 'xs', default: 1 }] } },
  inventory: {
    answer: {
      clusters: [
        {
          ...{
            cluster: 'c1',
            databases: ['d'],
            schemas: [location],
            roles: ['r'],
            seesTenants: true,
          },
          tenants: [{ tenantId: newId(), ...location, epoch: 1, state: 'serving' }],
          openDatabases: ['postgres'],
        },
      ],
    },
  },
}

/** Fields of an answer that were added later, or that do not always apply: no reader may rely on them. */
const optional: Record<string, string[]> = {
  scan: ['count'],
  drift: ['expected', 'found'],
  listQuotas: ['default'],
  inventory: ['openDatabases'],
}

interface Described {
  request?: { body?: { content: Json } }
  responses: Record<number, unknown> & { 200?: { content: Json } }
}
type Json = { 'application/json': { schema: { parse(value: unknown): unknown } } }

const named = Object.entries(samples).map(([name, sample]) => {
  const route: Described = internalApi[name as keyof typeof internalApi]
  const body = route.request?.body?.content['application/json'].schema
  const answer = route.responses[200]?.content['application/json'].schema
  return { name, sample, schemas: { body, answer } }
})

describe.each(named)(
  'a caller of another release that calls $name',
  ({ name, sample, schemas }) => {
    const fields = unknownFields(namesIn(sample))

    it('has a sample of everything that the route describes', () => {
      expect(Object.keys(sample)).toEqual(
        Object.entries(schemas).flatMap(([part, schema]) => (schema ? [part] : [])),
      )
    })

    it('may send fields that the service does not know and ignores', () => {
      fc.assert(
        fc.property(fields, (unknown) => {
          expect(schemas.body?.parse(withFields(sample.body, unknown))).toEqual(
            sample.body && expect.objectContaining(known(sample.body, unknown)),
          )
        }),
      )
    })

    it('may get fewer fields than this release sends', () => {
      const answer = withoutFields(sample.answer, optional[name] ?? [])
      expect(schemas.answer?.parse(answer) ?? {}).toMatchObject(answer ?? {})
    })

    it('gets all fields that the service sends, known or not', () => {
      fc.assert(
        fc.property(fields, (unknown) => {
          const answer = withFields(sample.answer, unknown)
          expect(schemas.answer?.parse(answer)).toEqual(answer)
        }),
      )
    })
  },
)

it('takes no tenant from a body: it is in the path, with the capability', () => {
  for (const { sample, schemas } of named) {
    const taken = schemas.body?.parse({ ...sample.body, tenantId: newId() })
    expect(taken ?? {}).not.toHaveProperty('tenantId')
  }
})

/** The fields of a body that a service reads; of these, placement and arguments are passed on unchanged. */
function known(body: object, unknown: Record<string, unknown>): object {
  const args = 'args' in body ? { args: unknown } : {}
  return { ...body, ...args, placement: { ...placement, ...unknown } }
}
