import { readEnv } from '@mt/shared/config'
import { z } from 'zod'

const schema = z.object({
  platform: z.object({ name: z.string(), gateway: z.string(), ops: z.string(), key: z.string() }),
  images: z.record(z.string(), z.string()),
})

/** The platform that `npm run test:docker` brought up for these tests; undefined in other runs, which say so. */
export function givenPlatform(): z.infer<typeof schema> | undefined {
  const { DOCKER_TEST } = readEnv(z.object({ DOCKER_TEST: z.string().optional() }))
  if (DOCKER_TEST !== undefined) return schema.parse(JSON.parse(DOCKER_TEST))
  console.warn('NOT RUN: the tests in containers, which `npm run test:docker` runs')
  return undefined
}
