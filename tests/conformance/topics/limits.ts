import { describe, expect } from 'vitest'
import { eventually } from '../../eventually.ts'
import type { ConformanceTest } from '../cast.ts'
import { newPoll } from '../polls.ts'
import { problem } from '../problems.ts'
import { newName } from '../tenant.ts'

const reached = problem(409, 'limit_reached')

/** The limits that operators set for a tenant. */
export function describeLimits(it: ConformanceTest): void {
  describe('a tenant with limits', () => {
    it('cannot exceed its users and polls, even concurrently', async ({ target, isolation }) => {
      const tenant = await target.onboard(isolation)
      const root = await tenant.rootAdmin()
      await newPoll(root)
      const limits = { limits: { users: 2, polls: 3 } }
      const changed = await target.operate('PATCH', `/v1/tenants/${tenant.slug}`, limits)
      expect(changed).toMatchObject({ status: 200 })
      await eventually(async () => {
        const made = await root.post('/polls', { question: 'One more?' })
        expect(made).toMatchObject(reached)
      })
      const input = { email: 'x@example.org', password: 'a long enough password' }
      const signUps = [1, 2, 3].map(() =>
        tenant.post('/users', { ...input, username: newName('x') }),
      )
      const statuses = (await Promise.all(signUps)).map(({ status }) => status)
      expect(statuses.sort()).toEqual([201, 409, 409])
    })

    it('does not slow down other tenants', async ({ target, isolation, alice }) => {
      const tenant = await target.onboard(isolation)
      const limits = { limits: { requestsPerSecond: 1, burst: 1 } }
      const changed = await target.operate('PATCH', `/v1/tenants/${tenant.slug}`, limits)
      expect(changed).toMatchObject({ status: 200 })
      await eventually(async () => {
        const answers = await Promise.all(Array.from({ length: 5 }, () => tenant.get('/me')))
        const [slowed] = answers.filter(({ status }) => status === 429)
        expect(slowed).toMatchObject(problem(429, 'rate_limited'))
        expect(Number(slowed?.headers['retry-after'])).toBeGreaterThan(0)
      })
      expect(await alice.get('/me')).toMatchObject({ status: 200 })
    })
  })
}
