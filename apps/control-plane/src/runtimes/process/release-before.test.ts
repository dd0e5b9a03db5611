import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRecorded } from '@mt/local-servers/processes/recorded-process'
import { endTenant } from '@mt/local-servers/tenants/tenant-processes'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findTenant } from './find-tenant.ts'
import type { ProcessRuntimeConfig } from './settings.ts'
import { startService } from './start-service.ts'
import { placeOf, readDescription, type TenantPlace, writeDescription } from './tenant-place.ts'

/** What the folder of a tenant says that the release before this one has launched. */
const described = {
  tenantId: '0197f1e0-0000-7000-8000-000000000001',
  slug: 'odin',
  cluster: 'd_odin',
  ports: { postgres: 40_001, polls: 40_002, internal: 40_003 },
  launched: true,
  service: { mark: 'of the release before', configuredAtMs: 1 },
}

const serviceOf = () => ({ mark: 'of this release', configuredAtMs: 2 })
const waits = 'setInterval(() => {}, 60_000)\n'

let folder: string
let place: TenantPlace
let pid: number | undefined

/** Its files have the names that the release before gives them. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mt-tenants-'))
  place = placeOf(folder, described.tenantId)
  await mkdir(place.path)
  await writeFile(join(place.path, 'tenant.json'), JSON.stringify(described))
  await writeFile(join(place.path, 'polls.log'), 'older words')
  const child = await startRecorded({
    ...{ file: process.execPath, args: ['-e', waits], env: {}, folder: place.path },
    logFile: join(place.path, 'polls.log'),
    recordFile: join(place.path, 'polls.record'),
  })
  pid = child.pid
  await expect.poll(() => readdir(place.path)).toContain('polls.record')
  await writeFile(join(place.path, 'polls.log'), 'last words')
})

afterEach(async () => {
  await endTenant(place.path)
  await rm(folder, { recursive: true })
})

describe('a tenant that the release before has launched', () => {
  it('is found where it is, and its service is outdated', async () => {
    const { tenant, processes } = (await findTenant(place, { serviceOf })) ?? {}
    expect(tenant).toMatchObject({
      parts: { service: { state: 'running' }, postgres: { state: 'stopped' } },
      launched: { url: 'http://127.0.0.1:40002', internalUrl: 'http://127.0.0.1:40003' },
      outdated: true,
    })
    expect(processes).toMatchObject([{ part: 'service', pid }])
  })

  it('ends when it is stopped', async () => {
    expect(await endTenant(place.path)).toBe(true)
    expect((await findTenant(place, { serviceOf }))?.processes).toEqual([])
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH')
  })

  it('stays readable for the release before', async () => {
    const description = await readDescription(place)
    expect(description?.ports.service).toBe(described.ports.polls)
    if (description) await writeDescription(place, description)
    expect(JSON.parse(await readFile(place.description, 'utf8'))).toEqual(described)
  })

  it('is started again under the record that the release before knows, and keeps its last words', async () => {
    await endTenant(place.path)
    const serviceMain = join(folder, 'main.mjs')
    await writeFile(serviceMain, waits)
    const description = await readDescription(place)
    if (!description) throw new Error('the description cannot be read')
    const child = await startService(configOf(serviceMain), place, description)
    await expect.poll(() => readdir(place.path)).toContain('polls.record')
    const { processes } = (await findTenant(place, { serviceOf })) ?? {}
    expect(processes).toMatchObject([{ part: 'service', pid: child.pid }])
    expect((await readdir(place.path)).filter((name) => name.includes('.log'))).toEqual([
      'service.log',
      'service.log.before',
    ])
    expect(await readFile(`${place.serviceLog}.before`, 'utf8')).toBe('last words')
  })
})

function configOf(serviceMain: string): ProcessRuntimeConfig {
  return {
    ...{ kind: 'process', folder, cacheFolder: folder, serviceMain, compileCache: undefined },
    service: {
      ...{ nodeEnv: 'test', logLevel: 'fatal', baseDomain: 'tenants.localhost' },
      ...{ assertionKeys: '{}', internalKeys: '{}', secret: 'a secret of the tests alone' },
    },
  }
}
