import { z } from 'zod'
import { verb } from '../verb.ts'

export const doctor = verb({
  name: 'doctor',
  summary: 'Find what somebody else left or broke; the exit code is 1 when there is something',
  routes: ['GET /v1/doctor'],
  input: z.object({}),
  async run({ client, out, failed }) {
    const examination = await client.call('GET /v1/doctor')
    const { findings } = examination
    if (findings.length > 0) failed()
    out.result(examination, () =>
      findings.length === 0
        ? 'nothing was found'
        : findings.map(({ code, message, fix }) => `${code}: ${message}\n  ${fix}`).join('\n'),
    )
  },
})
