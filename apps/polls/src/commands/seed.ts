import { command } from '@mt/data-plane/commands/command'
import { Problem } from '@mt/shared/http/problem'
import { z } from 'zod'
import { Choice } from '../polls/choice.entity.ts'
import { Poll } from '../polls/poll.entity.ts'
import { listTemplates } from '../templates/list-templates.ts'
import { User } from '../users/user.entity.ts'

const maxPolls = 1_000

/** How many polls are written at once; other requests are served in between. */
const writtenAtOnce = 50

/** Fills a tenant with polls from the templates, for trials and demonstrations. */
export const seed = command({
  summary: 'create sample polls: --polls (10)',
  mode: 'write',
  args: z.strictObject({ polls: z.coerce.number().int().min(1).max(maxPolls).default(10) }),
  async run(scope, { polls }) {
    const { em } = scope
    const [creator] = await em.find(User, {}, { limit: 1, orderBy: { id: 'asc' } })
    if (!creator)
      throw new Problem(409, 'no_users', 'Conflict', {
        detail: 'the tenant has no user who could own the polls',
      })
    const templates = await listTemplates(scope)
    for (let made = 0; made < polls; made++) {
      const template = templates[made % templates.length]
      const poll = em.create(Poll, {
        question: template?.question ?? 'Shall we?',
        createdBy: creator,
      })
      em.persist(poll)
      for (const choiceText of template?.choices ?? [])
        em.persist(em.create(Choice, { poll, choiceText }))
      if (made % writtenAtOnce === 0) await em.flush()
    }
    await em.flush()
    return { polls }
  },
})
