import { Choice } from '@mt/polls/polls/choice.entity'
import { Poll } from '@mt/polls/polls/poll.entity'
import { User } from '@mt/polls/users/user.entity'
import type { Attack } from './attack.ts'

/** Reading through the ORM's own verbs, with and without the options that disable its filter. */
export const reads: Attack[] = [
  { name: 'find', run: ({ em }) => em.find(Poll, {}) },
  { name: 'find by id', run: ({ em, victim }) => em.find(Poll, { id: victim.pollId }) },
  {
    name: 'find that names the other tenant',
    run: ({ em, victim }) => em.find(Poll, { tenantId: victim.tenantId }),
  },
  {
    name: 'find by key',
    run: ({ em, victim }) => em.findOne(Poll, [victim.tenantId, victim.pollId]),
  },
  { name: 'findAndCount', run: ({ em }) => em.findAndCount(Poll, {}) },
  {
    name: 'findOneOrFail',
    run: ({ em, victim }) => em.findOneOrFail(Poll, { id: victim.pollId }),
  },
  {
    name: 'count',
    async run({ em, victim }) {
      return (await em.count(Poll, { id: victim.pollId })) > 0 ? victim.secret : undefined
    },
  },
  {
    name: 'a join to the other’s row',
    run: ({ em, victim }) =>
      em.find(
        Choice,
        { poll: { question: victim.secret } },
        { populate: ['poll'], strategy: 'joined' },
      ),
  },
  {
    name: 'populate of a reference',
    run({ em, victim }) {
      const poll = em.getReference(Poll, [victim.tenantId, victim.pollId])
      return em.populate([poll], ['createdBy']).then(() => poll.createdBy?.username)
    },
  },
  {
    name: 'refresh of a reference',
    async run({ em, victim }) {
      const user = em.getReference(User, [victim.tenantId, victim.userId])
      await em.refresh(user)
      return user.username
    },
  },
  { name: 'filters: false', run: ({ em }) => em.find(Poll, {}, { filters: false }) },
  {
    name: 'filters: { tenant: false }',
    run: ({ em }) => em.find(Poll, {}, { filters: { tenant: false } }),
  },
  {
    name: 'filter parameters in the options',
    run: ({ em, victim }) =>
      em.find(Poll, {}, { filters: { tenant: { tenantId: victim.tenantId } } }),
  },
  {
    name: 'another schema in the options',
    run: ({ em, victim }) => em.find(Poll, {}, { schema: victim.schema, filters: false }),
  },
  {
    name: 'a result cache under an explicit key',
    needsLiveVictim: true,
    async run({ em, victim, asVictim }) {
      const cache: [string, number] = [`polls-${victim.pollId}`, 60_000]
      await asVictim((theirs) => theirs.find(Poll, {}, { cache })).catch(() => {})
      return em.find(Poll, { question: '' }, { cache })
    },
  },
]
