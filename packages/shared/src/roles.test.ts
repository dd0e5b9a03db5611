import { describe, expect, it } from 'vitest'
import type { Placement } from './placement.ts'
import { rolePassword, servingRole } from './roles.ts'

const placement = (schema: string): Placement => ({
  model: 'schema',
  cluster: 'c1',
  database: 'polls',
  schema,
})

describe('servingRole', () => {
  it('is a name that no other placement has', () => {
    expect(servingRole(placement('t_thor'))).toBe('polls_t_thor')
  })

  it('is never truncated, which could make two placements share a role', () => {
    expect(() => servingRole(placement(`t_${'x'.repeat(60)}`))).toThrow('too long')
  })

  it.each(['owner', 'serving'])('is not the role of the whole database: %s', (schema) => {
    expect(() => servingRole(placement(schema))).toThrow('cannot be the schema')
  })
})

describe('rolePassword', () => {
  it('differs by secret, cluster and role', () => {
    const passwords = [
      rolePassword('a', 'c1', 'thor'),
      rolePassword('b', 'c1', 'thor'),
      rolePassword('a', 'c2', 'thor'),
      rolePassword('a', 'c1', 'loki'),
    ]
    expect(new Set(passwords).size).toBe(4)
    expect(rolePassword('a', 'c1', 'thor')).toBe(passwords[0])
  })
})
