import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantReference, tenantTable } from '@mt/tenancy/orm/tenant-entity'
import { User } from '../users/user.entity.ts'
import { Choice } from './choice.entity.ts'
import { Poll } from './poll.entity.ts'

/** One user's vote on a poll. The key of poll and voter makes a second one impossible. */
export const Vote = defineEntity({
  ...tenantTable,
  name: 'Vote',
  tableName: 'votes',
  properties: {
    ...tenantKey(),
    poll: () => tenantReference(Poll, 'poll_id'),
    choice: () => tenantReference(Choice, 'choice_id'),
    votedBy: () => tenantReference(User, 'voted_by_id'),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
  uniques: [{ properties: ['tenantId', 'poll', 'votedBy'] }],
  indexes: [{ properties: ['tenantId', 'choice'] }, { properties: ['tenantId', 'votedBy'] }],
})
