import { notFound } from '@mt/shared/http/problem'
import type { SigningKey } from '@mt/shared/keys'
import { signEntry } from '@mt/shared/registry/entry'
import { normalizeHost } from '@mt/shared/tenant'
import type { WithOrm } from '../../database/open-orm.ts'
import { RegistryChange } from '../../registry/registry-change.entity.ts'

/** Signs the present entry of a host, as the publisher would. Throws 404 for a host that never existed. */
export async function showHost(
  { orm, registryKey }: WithOrm & { registryKey: SigningKey },
  name: string,
): Promise<string> {
  const host = normalizeHost(name)
  if (host === undefined) throw notFound()
  const em = orm.em.fork()
  const [newest] = await em.find(
    RegistryChange,
    { host },
    { orderBy: { version: 'desc' }, limit: 1 },
  )
  if (!newest) throw notFound()
  return signEntry(registryKey, newest.entry)
}
