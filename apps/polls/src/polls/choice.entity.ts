import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantReference, tenantTable } from '@mt/tenancy/orm/tenant-entity'
import { Poll } from './poll.entity.ts'

/**
 * A choice of a poll. `votes` counts its votes and is written with them, so that reading a poll does not
 * read its votes. The unique key over the poll is what a vote refers to: a choice of another poll cannot
 * be voted for.
 */
export const Choice = defineEntity({
  ...tenantTable,
  name: 'Choice',
  tableName: 'choices',
  properties: {
    ...tenantKey(),
    poll: () => tenantReference(Poll, 'poll_id'),
    choiceText: p.string().length(100),
    votes: p.integer().default(0),
  },
  uniques: [{ properties: ['tenantId', 'poll', 'id'] }],
})
