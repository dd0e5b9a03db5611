import { command } from '@mt/data-plane/commands/command'
import { notFound } from '@mt/shared/http/problem'
import { z } from 'zod'
import { endSessions } from '../users/end-sessions.ts'
import { User } from '../users/user.entity.ts'
import { passwordHash } from './new-user-args.ts'

/** Sets a user's password, and ends all of the user's sessions. */
export const setPassword = command({
  summary: 'set a user’s password: --username, password on standard input',
  mode: 'write',
  args: z.strictObject({ username: z.string(), passwordHash }),
  async run(scope, args) {
    const user = await scope.em.findOne(User, { username: args.username })
    if (!user) throw notFound()
    user.passwordHash = args.passwordHash
    await scope.em.flush()
    await endSessions(scope, user.id)
    return { id: user.id, username: user.username }
  },
})
