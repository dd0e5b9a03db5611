import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantReference, tenantTable } from '@mt/tenancy/orm/tenant-entity'
import { Poll } from './poll.entity.ts'

/**
 * A choice of a poll. `votes` is the number of its votes and is written with them, so that reading a poll
 * does not read its votes. Votes refer to the unique key with the poll, so that a vote cannot be for a
 * choice of another poll.
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
