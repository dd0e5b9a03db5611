import { describe, expect } from 'vitest'
import { eventually } from '../../eventually.ts'
import type { ConformanceTest } from '../cast.ts'
import { castVote, newPoll, showPoll } from '../polls.ts'
import { problem, unknownHost } from '../problems.ts'
import { nextResults, streamPath } from './live.ts'

/** Tenants that are suspended, archived or deleted. */
export function describeLife(it: ConformanceTest): void {
  describe('a suspended tenant', () => {
    it('is refused everywhere, and keeps its data until it is resumed', async ({
      target,
      isolation,
      alice,
    }) => {
      const tenant = await target.onboard(isolation)
      const root = await tenant.rootAdmin()
      const poll = await newPoll(root)
      await castVote(root, poll)
      const before = await showPoll(root, poll)
      using stream = await root.stream(streamPath(poll))
      await nextResults(stream)

      const path = `/v1/tenants/${tenant.slug}`
      expect(await target.operate('POST', `${path}/suspend`)).toMatchObject({ status: 200 })
      expect(await stream.next()).toBeUndefined()
      const suspended = problem(403, 'tenant_suspended')
      for (const url of ['/polls', '/openapi.json', '/', '/none']) {
        for (let gateway = 0; gateway < target.deployment.gateways.length; gateway++) {
          const answer = () => root.call('GET', url, { gateway })
          await eventually(async () => expect(await answer()).toMatchObject(suspended))
        }
      }
      const { username, password } = root
      expect(await tenant.post('/login', { username, password })).toMatchObject(suspended)
      expect(await alice.get('/me')).toMatchObject({ status: 200 })

      expect(await target.operate('POST', `${path}/resume`)).toMatchObject({ status: 200 })
      await eventually(async () => expect(await showPoll(root, poll)).toEqual(before))
      await tenant.logIn(root)
    })
  })

  describe('an archived or deleted tenant', () => {
    it('is gone for its users, until it is restored or purged', async ({ target, isolation }) => {
      const tenant = await target.onboard(isolation)
      const root = await tenant.rootAdmin()
      const poll = await newPoll(root)
      const change = async (verb: string) => {
        const answer = await target.operate('POST', `/v1/tenants/${tenant.slug}/${verb}`)
        expect(answer).toMatchObject({ status: 200 })
      }
      const isAnswered = (answer: ReturnType<typeof problem>) =>
        eventually(async () => expect(await root.get('/me')).toMatchObject(answer))

      await change('suspend')
      await change('archive')
      await isAnswered(problem(410, 'tenant_archived'))
      await change('restore')
      await isAnswered(problem(403, 'tenant_suspended'))
      await change('resume')
      await eventually(async () => expect(await showPoll(root, poll)).toEqual(poll))
      await change('suspend')
      await change('archive')
      await change('delete')
      await isAnswered(unknownHost)
    })
  })
}
