import { raw } from '@mikro-orm/core'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { Choice } from '../../polls/choice.entity.ts'
import { Vote } from '../../polls/vote.entity.ts'
import { User } from '../../users/user.entity.ts'

/** Takes a user's votes out of the counts, before they go with the user. */
export async function uncountVotesOf({ em, tenantId }: TenantScope, userId: string): Promise<void> {
  const votes = await em.find(Vote, { votedBy: em.getReference(User, [tenantId, userId]) })
  const ids = votes.map((vote) => vote.choice.id)
  if (ids.length > 0)
    await em.nativeUpdate(Choice, { id: { $in: ids } }, { votes: raw<number>('votes - 1') })
}
