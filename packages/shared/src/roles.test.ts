import { describe, expect, it } from 'vitest'
import type { Placement } from './placement.ts'
import { rolePassword, servingRole } from './roles.ts'

const place = (schema: string): Placement => ({
  model: 'schema',
  cluster: 'c1',
  database: 'polls',
  schema,
})

describe('servingRole', () => {
  it('is a name that no other place has', () => {
    expect(servingRole(place('t_thor'))).toBe('polls_t_thor')
  })

  it('is never cut off, where two places could meet', () => {
    expect(() => servingRole(place(`t_${'x'.repeat(60)}`))).toThrow('too long')
  })

  it.each(['owner', 'serving'])('is not the role of the whole database: %s', (schema) => {
    expect(() => servingRole(place(schema))).toThrow('cannot be a place')
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
