import { describe } from 'vitest'
import { conformanceTest } from './cast.ts'
import type { Isolation } from './platform.ts'
import { describeAdminRows } from './topics/admin-rows.ts'
import { describeAdminSettings } from './topics/admin-settings.ts'
import { describeAdminUsers } from './topics/admin-users.ts'
import { describeChoices } from './topics/choices.ts'
import { describeDocuments } from './topics/documents.ts'
import { describeEveryRoute } from './topics/every-route.ts'
import { describeFaults } from './topics/faults.ts'
import { describeHosts } from './topics/hosts.ts'
import { describeLife } from './topics/life.ts'
import { describeLimits } from './topics/limits.ts'
import { describeLiveResults } from './topics/live.ts'
import { describePaging } from './topics/paging.ts'
import { describePasswords } from './topics/passwords.ts'
import { describePolls } from './topics/polls.ts'
import { describeRepeats } from './topics/repeats.ts'
import { describeSessions } from './topics/sessions.ts'
import { describeTemplates } from './topics/templates.ts'
import { describeUsers } from './topics/users.ts'
import { describeVotes } from './topics/votes.ts'

/** The whole suite for tenants of one model. It is the same for all models. */
export function describeConformance(isolation: Isolation): void {
  const it = conformanceTest(isolation)
  describe(`a tenant in the model ${isolation}`, () => {
    describeEveryRoute(it)
    describeUsers(it)
    describeSessions(it)
    describePasswords(it)
    describePolls(it)
    describePaging(it)
    describeChoices(it)
    describeRepeats(it)
    describeVotes(it)
    describeLiveResults(it)
    describeTemplates(it)
    describeAdminUsers(it)
    describeAdminRows(it)
    describeAdminSettings(it)
    describeHosts(it)
    describeLife(it)
    describeLimits(it)
    describeFaults(it)
    describeDocuments(it)
  })
}
