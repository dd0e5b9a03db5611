import { z } from 'zod'
import { verb } from '../verb.ts'

export const doctor = verb({
  name: 'doctor',
  summary: 'Check the platform for inconsistencies; exits with 1 if there are any',
  routes: ['GET /v1/doctor'],
  input: z.object({}),
  async run({ client, out, failed }) {
    const examination = await client.call('GET /v1/doctor')
    const { findings } = examination
    if (findings.length > 0) failed()
    out.result(examination, () =>
      findings.length === 0
        ? 'no problems found'
        : findings.map(({ code, message, fix }) => `${code}: ${message}\n  ${fix}`).join('\n'),
    )
  },
})
