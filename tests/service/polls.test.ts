import { notInEntities } from '@mt/polls/migrations/index'
import { polls } from '@mt/polls/service'
import { modelsOfTier } from '../tier.ts'
import { describeService } from './describe-service.ts'

/** An example of a service with users. The suite in tests/conformance tests polls in all models. */
describeService(
  {
    service: polls,
    main: new URL('../../apps/polls/src/main.ts', import.meta.url),
    notInEntities,
    resource: {
      path: '/polls',
      quota: 'polls',
      make: (text) => ({ question: text, choices: ['Yes', 'No'] }),
      change: { method: 'PATCH', body: (text) => ({ question: text }) },
    },
    async signIn(tenant) {
      const { token } = await tenant.newUser()
      return { authorization: `Bearer ${token}` }
    },
  },
  modelsOfTier('schema'),
)
