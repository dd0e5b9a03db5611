import { join } from 'node:path'
import { unsaid } from '@mt/polls/migrations/index'
import { polls } from '@mt/polls/service'
import { describeService } from './describe-service.ts'

describeService({
  service: polls,
  main: join(import.meta.dirname, '../../apps/polls/src/main.ts'),
  unsaid,
  resource: {
    path: '/polls',
    make: (text) => ({ question: text, choices: ['Yes', 'No'] }),
    change: { method: 'PATCH', body: (text) => ({ question: text }) },
  },
  async signIn(tenant) {
    const { token } = await tenant.newUser()
    return { authorization: `Bearer ${token}` }
  },
})
