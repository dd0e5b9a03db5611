import { forbidden, notFound } from '@mt/shared/http/problem'
import type { UserScope } from '../http/as-user.ts'
import { Poll } from './poll.entity.ts'

/**
 * A poll that the user may change: their own or, for an admin, any of the tenant. Throws a 404, and a 403
 * for a poll that the user may see but not change.
 */
export async function findOwnPoll({ scope, user }: UserScope, id: string) {
  const poll = await scope.em.findOne(Poll, { id })
  if (!poll) throw notFound()
  if (poll.createdBy.id !== user.id && user.role !== 'admin') {
    throw forbidden('only its creator or an admin may change a poll')
  }
  return poll
}
