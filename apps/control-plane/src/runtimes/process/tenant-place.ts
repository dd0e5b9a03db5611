import { once } from 'node:events'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { persistedServiceName, recordsOf } from '@mt/local-servers/tenants/tenant-processes'
import { z } from 'zod'
import type { LaunchSpec } from '../runtime.ts'

/** The service's port is written down as `persistedServiceName`, and is `service` in all code. */
const ports = z.codec(
  z.object({ postgres: z.int(), [persistedServiceName]: z.int(), internal: z.int() }),
  z.object({ postgres: z.int(), service: z.int(), internal: z.int() }),
  {
    decode: ({ [persistedServiceName]: service, ...others }) => ({ ...others, service }),
    encode: ({ service, ...others }) => ({ ...others, [persistedServiceName]: service }),
  },
)

const descriptionSchema = z.object({
  tenantId: z.string(),
  slug: z.string(),
  cluster: z.string(),
  ports,
  /** Whether it has been launched to the end once: its addresses are known to others. */
  launched: z.boolean(),
  /** What its service was started as, and when the control plane that did so had started. */
  service: z.object({ mark: z.string(), configuredAtMs: z.number() }).optional(),
})

/** What a tenant's folder says of it. Nothing in it is secret. */
export type TenantDescription = z.infer<typeof descriptionSchema>

export type PortName = keyof TenantDescription['ports']

/** The folder of a tenant, and what is where in it. */
export function placeOf(folder: string, tenantId: string) {
  const path = join(folder, tenantId)
  return {
    path,
    description: join(path, 'tenant.json'),
    cluster: join(path, 'cluster'),
    serviceLog: join(path, 'service.log'),
    /** What releases before this one called it. */
    formerServiceLog: join(path, 'polls.log'),
    postgresLog: join(path, 'postgres.log'),
    records: recordsOf(path),
  }
}

export type TenantPlace = ReturnType<typeof placeOf>

/** Undefined where there is none that can be read: the next launch makes it. */
export async function readDescription(place: TenantPlace): Promise<TenantDescription | undefined> {
  const text = await readFile(place.description, 'utf8').catch(() => 'null')
  return descriptionSchema.safeParse(parseJson(text)).data
}

export async function writeDescription(
  place: TenantPlace,
  description: TenantDescription,
): Promise<void> {
  await writeFile(
    `${place.description}.new`,
    JSON.stringify(z.encode(descriptionSchema, description)),
    { mode: 0o600 },
  )
  await rename(`${place.description}.new`, place.description)
}

/** The tenant's description, made at its first launch: ports are chosen once, so that addresses stay. */
export async function describeTenant(
  place: TenantPlace,
  { tenantId, slug, cluster }: LaunchSpec,
): Promise<TenantDescription> {
  await mkdir(place.path, { recursive: true, mode: 0o711 })
  const known = await readDescription(place)
  if (known) return { ...known, slug }
  const [postgres, service, internal] = await freePorts(3)
  const chosen = { postgres: postgres ?? 0, service: service ?? 0, internal: internal ?? 0 }
  return { tenantId, slug, cluster, ports: chosen, launched: false }
}

/** Until their tenants listen on them, nothing else tells that these ports are taken. */
const givenOut = new Set<number>()

/** Ports of loopback that nobody listens on now, and that were given to no other tenant; all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: ReturnType<typeof createServer>[] = []
  const found: number[] = []
  while (found.length < count) {
    const server = createServer()
    servers.push(server)
    const port = await listen(server, 0)
    if (givenOut.has(port)) continue
    givenOut.add(port)
    found.push(port)
  }
  for (const server of servers) server.close()
  return found
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await listen(server, port)
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
