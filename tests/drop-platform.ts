import { removeKeys } from '@mt/shared/testing/remove-keys'
import { dropService } from '@mt/tenancy/testing/drop-service'
import { oversee } from './isolation/parties.ts'

type PlatformEnv = Record<
  'DATABASE_URL' | 'REDIS_URL' | 'CONTROL_PLANE_DATABASE' | 'DATA_PLANE_DATABASE',
  string
>

/** Removes what a platform that has ended leaves on the tests' servers. */
export async function dropPlatform(env: PlatformEnv): Promise<void> {
  await dropDatabases(env)
  await removeKeys(env.REDIS_URL, 'control-plane', 'gateway', 'polls')
}

/** Drops the databases of a platform that has ended, and of its tenants. */
export async function dropDatabases(env: Omit<PlatformEnv, 'REDIS_URL'>): Promise<void> {
  await dropService(env.DATABASE_URL, env.DATA_PLANE_DATABASE)
  await using overseer = await oversee(env.DATABASE_URL, 'postgres')
  await overseer.run(`drop database if exists ${env.CONTROL_PLANE_DATABASE} with (force)`)
}
