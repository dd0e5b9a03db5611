import type { Placement } from '@mt/shared/placement'
import { servingRole } from '@mt/shared/roles'
import { lockRole } from '@mt/tenancy/provisioning/lock-role'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inPlacement, placementClient, showTenant } from '../fleet/fleet-kit.ts'
import { next, today } from '../fleet/releases.ts'
import { newSlug } from '../network.ts'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import {
  changeStatus,
  confirmAction,
  seeStep,
  seeTenants,
  signInWithKey,
  submitTenant,
} from './console-walks.ts'
import { describeInBrowser, openStage, type Site, type Stage } from './stage.ts'

describeInBrowser('the console, on operations and runs', () => {
  let network: OwnNetwork
  let stage: Stage
  let page: Page
  /** A tenant whose database others share. */
  let neighbour: Site

  beforeAll(async () => {
    network = await startNetwork()
    stage = await openStage({ network })
    neighbour = await stage.onboard({ isolation: 'shared' })
    page = await stage.visitConsole('/console')
    await signInWithKey(page, network.opsKey)
  })

  /** Keeps the placement of the tenant with that slug from being created until the connection ends. */
  async function holdPlacementOf(slug: string) {
    const holder = await placementClient(network, neighbour)
    const { placement } = await showTenant(network, neighbour)
    const target: Placement = { ...placement, model: 'schema', schema: schemaOf(slug) }
    await holder.query('begin')
    await lockRole(holder, { role: servingRole(target), make: true })
    return holder
  }

  beforeEach(() => network.releaseService(today))
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]()
    await network?.[Symbol.asyncDispose]()
  })

  it('shows why an operation has failed, and retries it', async () => {
    const site = await stage.onboard()
    const forget = 'create table kept as table placements; delete from placements'
    await inPlacement(network, site, forget)
    await page.goto(`/console/tenants/${site.slug}`)
    await changeStatus(page, 'Suspend', site.slug)
    await seeStep(page, 'fence', 'failed')
    await page
      .getByRole('alert')
      .getByText(/^fence: .* answered 404/)
      .waitFor()

    await inPlacement(network, site, 'insert into placements table kept; drop table kept')
    await page.goto('/console/operations?state=failed')
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: site.slug }) })
    await row.getByRole('link', { name: 'suspend' }).click()
    await page.getByRole('button', { name: 'Retry' }).click()
    await seeStep(page, 'fence', 'succeeded')
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })

  it('cancels an operation in progress, and undoes its steps', async () => {
    const slug = newSlug()
    const holder = await holdPlacementOf(slug)
    await page.goto('/console')
    await submitTenant(page, { slug })
    await seeStep(page, 'provision', 'running')
    await confirmAction(page, 'Cancel', 'Stop and undo')
    await holder.end()
    await page.getByRole('heading', { name: 'onboard cancelled' }).waitFor()
    await page.goto(`/console/tenants/${slug}`)
    await page.getByText('failed', { exact: true }).first().waitFor()
    expect((await network.client(slug).call('GET', '/site')).status).toBe(503)
  })

  it('shows the end of an operation even without its event stream', async () => {
    const slug = newSlug()
    const holder = await holdPlacementOf(slug)
    await page.route('**/v1/operations/*/events', (route) => route.abort())
    await page.goto('/console')
    await submitTenant(page, { slug })
    await seeStep(page, 'provision', 'running')
    await page.goto(`/console/tenants/${slug}`)
    await seeStep(page, 'provision', 'running')
    await holder.end()
    await page.getByRole('button', { name: 'Suspend' }).waitFor()
    await page.unroute('**/v1/operations/*/events')
  })

  describe('a migration of the fleet', () => {
    it('continues past a tenant that fails, and shows its SQL error', async () => {
      const [good, bad] = await Promise.all([stage.onboard(), stage.onboard()])
      await inPlacement(network, bad, 'alter table polls add column pinned text')
      await network.releaseService(next)
      await page.goto('/console/migrations')
      await page.getByLabel('Tenants', { exact: true }).fill(`${good.slug} ${bad.slug}`)
      await page.getByLabel('Canaries').fill('0')
      await page.getByRole('button', { name: 'Migrate' }).click()
      await page.getByRole('heading', { name: /failed/ }).waitFor()
      await seeTenants(page, [bad.slug])
      const row = page.getByRole('row', { name: bad.slug })
      await row.getByText('42701 column "pinned" of relation "polls" already exists').waitFor()
      await page.getByLabel('Result').selectOption('succeeded')
      await seeTenants(page, [good.slug])
    })

    it('shows what a dry run would do', async () => {
      const { slug } = await stage.onboard()
      await network.releaseService(next)
      await page.goto('/console/migrations')
      await page.getByLabel('Tenants', { exact: true }).fill(slug)
      await page.getByLabel('Dry run').check()
      await page.getByRole('button', { name: 'Migrate' }).click()
      await page.getByRole('heading', { name: /succeeded/ }).waitFor()
      await page.getByRole('row', { name: slug }).getByText('skipped').waitFor()
    })
  })

  it('shows a tenant’s drift, with the SQL that fixes it', async () => {
    const site = await stage.onboard()
    await inPlacement(network, site, 'drop index votes_tenant_id_choice_id_index')
    await page.goto('/console/drift')
    await page.getByLabel('Tenants', { exact: true }).fill(site.slug)
    await page.getByRole('button', { name: 'Check' }).click()
    const row = page.getByRole('row', { name: site.slug })
    await row.getByText(/votes_tenant_id_choice_id_index: missing/).waitFor()
    const fix = await row.locator('pre').innerText()
    expect(fix).toMatch(/^CREATE INDEX votes_tenant_id_choice_id_index/)

    await inPlacement(network, site, fix)
    await page.goto('/console/drift')
    await page.getByLabel('Tenants', { exact: true }).fill(site.slug)
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByRole('heading', { name: /succeeded/ }).waitFor()
    await seeTenants(page, [site.slug])
  })
})

/** The schema of a new tenant with that slug, in the model `schema`. */
function schemaOf(slug: string): string {
  return `t_${slug.replaceAll('-', '_')}`
}
