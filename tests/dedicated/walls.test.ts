import { readFile } from 'node:fs/promises'
import { placeOf, readDescription } from '@mt/control-plane/runtimes/process/tenant-place'
import { callJson } from '@mt/infra/dev/http-json'
import { assertionHeader, createAssertionSigner } from '@mt/shared/assertion'
import { newId } from '@mt/shared/ids'
import { signInternalCall, signPlaneCall } from '@mt/shared/internal-call'
import { importSigningKey, signingKeyText } from '@mt/shared/keys'
import { serviceOf } from '@mt/shared/placement'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Network } from '../network.ts'
import { sharedNetwork } from '../setup/shared.ts'
import { type Dedicated, onboardDedicated, opens } from './dedicated-kit.ts'

let network: Network
let odin: Dedicated
let freya: Dedicated
const addresses = new Map<string, { url: string; internalUrl: string }>()

beforeAll(async () => {
  network = await sharedNetwork()
  const made = await Promise.all([onboardDedicated(network), onboardDedicated(network)])
  odin = made[0]
  freya = made[1]
  for (const tenant of made) {
    const description = await readDescription(placeOf(network.tenantsFolder, tenant.id))
    const at = (port = 0) => `http://127.0.0.1:${port}`
    const { service, internal } = description?.ports ?? {}
    addresses.set(tenant.id, { url: at(service), internalUrl: at(internal) })
  }
})

const keyOf = (text: string) => importSigningKey(signingKeyText.parse(text))
const pooled = () => ({ url: network.serviceUrl, internalUrl: network.internalUrl })
const own = (tenant: Dedicated) => addresses.get(tenant.id) ?? pooled()

/** What a service answers to an assertion that the gateway's own key signed, for `audience`. */
async function asserted(origin: string, tenant: Dedicated, audience: string): Promise<number> {
  const sign = createAssertionSigner(await keyOf(network.signingKeys.assertion))
  const { id: tenantId, slug, placement, epoch, user } = tenant
  const headers = { [assertionHeader]: await sign({ tenantId, slug, placement, epoch }, audience) }
  return (await callJson({ origin, path: '/me', token: user.token, headers })).status
}

/** What a service answers to a right that the control plane's own key signed, for `service`. */
async function scanned(origin: string, tenant: Dedicated, service: string): Promise<number> {
  const right = { tenantId: tenant.id, operationId: newId(), action: 'scan' }
  const token = await signInternalCall(await keyOf(network.signingKeys.internal), right, service)
  const path = `/internal/tenants/${tenant.id}/scan`
  const body = { placement: tenant.placement }
  return (await callJson({ origin, method: 'POST', path, token, body })).status
}

const serviceNameOf = ({ id, placement }: Dedicated) => serviceOf('polls', placement, id)

describe('the service of a dedicated tenant', () => {
  it('takes its own tenant’s assertions, for itself', async () => {
    expect(await asserted(own(odin).url, odin, serviceNameOf(odin))).toBe(200)
  })

  it('refuses those for the pooled service, for a neighbour’s, and of a neighbour', async () => {
    const { url } = own(odin)
    expect(await asserted(url, odin, 'polls')).toBe(401)
    expect(await asserted(url, odin, serviceNameOf(freya))).toBe(401)
    expect(await asserted(url, freya, serviceNameOf(freya))).toBe(401)
    // A gateway that errs, and signs a neighbour's for it.
    expect(await asserted(url, freya, serviceNameOf(odin))).toBe(401)
  })

  it('takes internal calls for itself alone, about its tenant alone', async () => {
    const { internalUrl } = own(odin)
    expect(await scanned(internalUrl, odin, serviceNameOf(odin))).toBe(200)
    expect(await scanned(internalUrl, odin, 'polls')).toBe(401)
    expect(await scanned(internalUrl, odin, serviceNameOf(freya))).toBe(401)
    expect(await scanned(internalUrl, freya, serviceNameOf(odin))).toBe(403)
  })

  it('tells its inventory to whoever may ask it, and not to who may ask the pooled one', async () => {
    const ask = async (service: string) => {
      const key = await keyOf(network.signingKeys.internal)
      const token = await signPlaneCall(key, { action: 'inventory' }, service)
      return callJson({ origin: own(odin).internalUrl, path: '/internal/inventory', token })
    }
    expect((await ask('polls')).status).toBe(401)
    const { body } = await ask(serviceNameOf(odin))
    const { clusters } = body as { clusters: { cluster: string; tenants: unknown[] }[] }
    expect(clusters).toMatchObject([
      { cluster: odin.placement.cluster, tenants: [{ tenantId: odin.id }] },
    ])
  })

  it('knows no user of a neighbour', async () => {
    const { status } = await odin.call('GET', '/me', { token: freya.user.token })
    expect(status).toBe(401)
  })
})

describe('the pooled service', () => {
  it('refuses the assertions of dedicated tenants, and has no way to their clusters', async () => {
    expect(await asserted(pooled().url, odin, serviceNameOf(odin))).toBe(401)
    expect(await asserted(pooled().url, odin, 'polls')).toBe(503)
    expect(await scanned(pooled().internalUrl, odin, serviceNameOf(odin))).toBe(401)
    expect(await scanned(pooled().internalUrl, odin, 'polls')).toBe(503)
  })
})

describe.runIf(process.platform === 'linux')('what a dedicated service is told', () => {
  const told = async (tenant: Dedicated) => {
    const { pid } = (await tenant.process('service')) ?? {}
    const text = await readFile(`/proc/${pid}/environ`, 'utf8')
    return Object.fromEntries(text.split('\0').map((pair) => pair.split(/=(.*)/s)))
  }

  it('is one cluster, one tenant, and no key that signs', async () => {
    const env = await told(odin)
    expect(env.CLUSTERS.split(',')).toHaveLength(1)
    expect(env.CLUSTERS.startsWith(`${odin.placement.cluster}=`)).toBe(true)
    expect(env.DATA_PLANE_TENANT).toBe(odin.id)
    const names = Object.keys(env).filter((name) =>
      /SIGNING|REDIS|API_KEY|RUNTIME|DATABASE/.test(name),
    )
    expect(names).toEqual([])
    expect(JSON.stringify(env)).not.toContain('"d"')
  })

  it('opens its own cluster and no neighbour’s', async () => {
    const [mine, theirs] = [await told(odin), await told(freya)]
    expect(mine.ROLE_SECRET).not.toBe(theirs.ROLE_SECRET)
    const url = new URL(mine.CLUSTERS.replace(/^[^=]+=/, ''))
    expect(await opens(url.href)).toBe('opened')
    url.port = new URL(theirs.CLUSTERS.replace(/^[^=]+=/, '')).port
    expect(await opens(url.href)).toBe('28P01')
  })
})
