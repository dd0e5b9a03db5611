import { Choice } from '@mt/polls/polls/choice.entity'
import { Poll } from '@mt/polls/polls/poll.entity'
import { User } from '@mt/polls/users/user.entity'
import { newId } from '@mt/shared/ids'
import type { Attack, Reach } from './attack.ts'

/** Writing through the unit of work and the ORM's own statements. */
export const writes: Attack[] = [
  {
    name: 'getReference, assign, flush',
    async run({ em, victim }) {
      em.assign(em.getReference(Poll, [victim.tenantId, victim.pollId]), { question: 'taken' })
      await em.flush()
    },
  },
  {
    name: 'getReference, remove, flush',
    async run({ em, victim }) {
      await em.remove(em.getReference(Poll, [victim.tenantId, victim.pollId])).flush()
    },
  },
  {
    name: 'insert with a forged tenant',
    async run({ em, victim }) {
      await em.persist(em.create(Poll, forged(em, victim))).flush()
    },
  },
  {
    name: 'own row moved into the other’s poll, by flush',
    async run({ em, mine, victim }) {
      const choice = await em.findOneOrFail(Choice, [mine.tenantId, mine.choiceId])
      em.assign(choice, { poll: em.getReference(Poll, [victim.tenantId, victim.pollId]) })
      await em.flush()
    },
  },
  {
    name: 'own row given to the other tenant, by flush',
    async run({ em, mine, victim }) {
      const choice = await em.findOneOrFail(Choice, [mine.tenantId, mine.choiceId])
      em.assign(choice, { tenantId: victim.tenantId })
      await em.flush()
    },
  },
  {
    name: 'the other’s row taken over, as an entity that seems to be managed',
    async run({ em, mine, victim }) {
      const { tenantId, choiceId: id, pollId } = victim
      const poll = em.getReference(Poll, [mine.tenantId, pollId])
      const data = { tenantId, id, poll, choiceText: 'as it was', votes: 0 }
      const choice = em.create(Choice, data, { managed: true })
      choice.tenantId = mine.tenantId
      choice.choiceText = 'taken'
      await em.flush()
    },
  },
  {
    name: 'new choice in the other’s poll',
    async run({ em, mine: { tenantId }, victim }) {
      const poll = em.getReference(Poll, [victim.tenantId, victim.pollId])
      await em.persist(em.create(Choice, { tenantId, poll, choiceText: 'smuggled' })).flush()
    },
  },
  {
    name: 'own row moved to the other tenant, by nativeUpdate',
    async run({ em, mine, victim }) {
      await em.nativeUpdate(
        Choice,
        { id: mine.choiceId },
        { tenantId: victim.tenantId, poll: [victim.tenantId, victim.pollId] },
      )
    },
  },
  {
    name: 'own row moved into the other’s poll, by nativeUpdate',
    run({ em, mine, victim }) {
      const poll = em.getReference(Poll, [victim.tenantId, victim.pollId])
      return em.nativeUpdate(Choice, { id: mine.choiceId }, { poll })
    },
  },
  {
    name: 'own row given to the other tenant, by nativeUpdate of a column',
    run({ em, mine, victim }) {
      const values = { tenant_id: victim.tenantId, poll_id: victim.pollId } as object
      return em.nativeUpdate(Choice, { id: mine.choiceId }, values)
    },
  },
  {
    name: 'own row given to the other tenant, by nativeUpdate of a reference to an id',
    async run({ em, mine, victim }) {
      // The ORM takes an id alone for the key’s first part, which is the tenant.
      const values = { poll: victim.tenantId, poll_id: victim.pollId } as object
      await em.nativeUpdate(Choice, { id: mine.choiceId }, values)
    },
  },
  {
    name: 'nativeUpdate by id',
    run: ({ em, victim }) => em.nativeUpdate(Poll, { id: victim.pollId }, { question: 'taken' }),
  },
  {
    name: 'nativeUpdate, filters: false',
    run: ({ em, victim }) =>
      em.nativeUpdate(Poll, { id: victim.pollId }, { question: 'taken' }, { filters: false }),
  },
  {
    name: 'nativeDelete by id',
    run: ({ em, victim }) => em.nativeDelete(Poll, { id: victim.pollId }),
  },
  {
    name: 'nativeDelete, filters: false',
    run: ({ em, victim }) => em.nativeDelete(Poll, { id: victim.pollId }, { filters: false }),
  },
  {
    name: 'an entity merged into the identity map',
    async run({ em, victim }) {
      const { tenantId, pollId: id } = victim
      const poll = em.merge(Poll, { tenantId, id, question: 'as it was' })
      poll.question = 'taken'
      await em.flush()
    },
  },
  {
    name: 'upsert over the other’s key',
    run: ({ em, victim }) => em.upsert(Poll, { ...forged(em, victim), id: victim.pollId }),
  },
  {
    name: 'upsertMany over the other’s key',
    run: ({ em, victim }) => em.upsertMany(Poll, [{ ...forged(em, victim), id: victim.pollId }]),
  },
  {
    name: 'em.insert with a forged tenant',
    run: ({ em, victim }) => em.insert(Poll, forged(em, victim)),
  },
  {
    name: 'em.insertMany with a forged tenant',
    run: ({ em, victim }) => em.insertMany(Poll, [forged(em, victim)]),
  },
]

function forged(em: Reach['em'], { tenantId, userId }: Reach['victim']) {
  const createdBy = em.getReference(User, [tenantId, userId])
  return { tenantId, id: newId(), question: 'planted', createdBy, pubDate: new Date() }
}
