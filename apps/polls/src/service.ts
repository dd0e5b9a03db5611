import { join } from 'node:path'
import type { ServiceDefinition } from '@mt/data-plane/service'
import { adminRoutes } from './admin/routes.ts'
import { commands } from './commands/index.ts'
import { entities } from './entities.ts'
import { quotas } from './limits/quotas.ts'
import { migrations, referenceMigrations } from './migrations/index.ts'
import { pageOf } from './pages/page-of.ts'
import { pollRoutes } from './polls/routes.ts'
import { resultRoutes } from './results/routes.ts'
import { siteRoutes } from './settings/routes.ts'
import { templateRoutes } from './templates/routes.ts'
import { createAdmin } from './users/create-admin.ts'
import { createLoginAttempts } from './users/login-attempts.ts'
import { userRoutes } from './users/routes.ts'
import { createSignUpAttempts } from './users/sign-up-attempts.ts'

/** Polls, as a service of the data plane. */
export const polls: ServiceDefinition = {
  name: 'polls',
  info: {
    title: 'Polls',
    version: '1',
    description:
      'The API of one tenant, on the tenant’s own host. Programs send the token from `POST /login`. Pages of this host use the cookie from `POST /session`, so that signed-in users can try every call here.',
  },
  entities,
  migrations,
  referenceMigrations,
  commands,
  quotas: Object.values(quotas),
  createAdmin,
  pages: { folder: join(import.meta.dirname, '../../polls-web/dist'), pageOf },
  routes(app, shared) {
    const context = {
      ...shared,
      loginAttempts: createLoginAttempts(shared.redis),
      signUpAttempts: createSignUpAttempts(shared.redis),
    }
    userRoutes(app, context)
    pollRoutes(app, context)
    resultRoutes(app, context)
    templateRoutes(app, context)
    siteRoutes(app, context)
    adminRoutes(app, context)
  },
}
