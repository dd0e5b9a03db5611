import { IdempotencyKey } from '@mt/data-plane/idempotency/idempotency-key.entity'
import { AdminLogEntry } from './admin/log/admin-log-entry.entity.ts'
import { Choice } from './polls/choice.entity.ts'
import { Poll } from './polls/poll.entity.ts'
import { Vote } from './polls/vote.entity.ts'
import { Settings } from './settings/settings.entity.ts'
import { PasswordLink } from './users/password-link.entity.ts'
import { Token } from './users/token.entity.ts'
import { User } from './users/user.entity.ts'

/** The tables of each tenant. */
export const entities = [
  User,
  Token,
  PasswordLink,
  Poll,
  Choice,
  Vote,
  Settings,
  AdminLogEntry,
  IdempotencyKey,
]
