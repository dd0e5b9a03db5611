import type { Placement } from '@mt/shared/placement'
import { servingRole } from '@mt/shared/roles'
import { lockRole } from '@mt/tenancy/provisioning/lock-role'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inPlace, placeClient, showTenant } from '../fleet/fleet-kit.ts'
import { next, today } from '../fleet/releases.ts'
import { newSlug } from '../network.ts'
import {
  askForTenant,
  doAsked,
  seeStep,
  seeTenants,
  signInWithKey,
  takeOn,
} from './console-walks.ts'
import { describeInBrowser, openStage, type Site, type Stage } from './stage.ts'

describeInBrowser('the console, of what is done to tenants', () => {
  let stage: Stage
  let page: Page
  /** Somebody whose database others are in too. */
  let neighbour: Site

  beforeAll(async () => {
    stage = await openStage()
    neighbour = await stage.onboard({ isolation: 'shared' })
    page = await stage.visitConsole('/console')
    await signInWithKey(page, stage.network.opsKey)
  })

  /** Keeps the place of a tenant of that slug from being made until the connection ends. */
  async function holdPlaceOf(slug: string) {
    const holder = await placeClient(stage.network, neighbour)
    const { placement } = await showTenant(stage.network, neighbour)
    const place: Placement = { ...placement, model: 'schema', schema: schemaOf(slug) }
    await holder.query('begin')
    await lockRole(holder, { role: servingRole(place), make: true })
    return holder
  }

  beforeEach(() => stage.network.releaseService(today))
  afterAll(() => stage?.[Symbol.asyncDispose]())

  it('says why an operation has failed, and tries it again', async () => {
    const site = await stage.onboard()
    const forget = 'create table kept as table placements; delete from placements'
    await inPlace(stage.network, site, forget)
    await page.goto(`/console/tenants/${site.slug}`)
    await takeOn(page, 'Suspend', site.slug)
    await seeStep(page, 'fence', 'failed')
    await page
      .getByRole('alert')
      .getByText(/^fence: .* answered 404/)
      .waitFor()

    await inPlace(stage.network, site, 'insert into placements table kept; drop table kept')
    await page.goto('/console/operations?state=failed')
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: site.slug }) })
    await row.getByRole('link', { name: 'suspend' }).click()
    await page.getByRole('button', { name: 'Retry' }).click()
    await seeStep(page, 'fence', 'succeeded')
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })

  it('gives up an operation that is under way, and undoes what it did', async () => {
    const slug = newSlug()
    const holder = await holdPlaceOf(slug)
    await page.goto('/console')
    await askForTenant(page, { slug })
    await seeStep(page, 'provision', 'running')
    await doAsked(page, 'Cancel', 'Stop and undo')
    await holder.end()
    await page.getByRole('heading', { name: 'onboard cancelled' }).waitFor()
    await page.goto(`/console/tenants/${slug}`)
    await page.getByText('failed', { exact: true }).first().waitFor()
    expect((await stage.network.client(slug).call('GET', '/site')).status).toBe(503)
  })

  it('sees the end of an operation also where its events do not come', async () => {
    const slug = newSlug()
    const holder = await holdPlaceOf(slug)
    await page.route('**/v1/operations/*/events', (route) => route.abort())
    await page.goto('/console')
    await askForTenant(page, { slug })
    await seeStep(page, 'provision', 'running')
    await page.goto(`/console/tenants/${slug}`)
    await seeStep(page, 'provision', 'running')
    await holder.end()
    await page.getByRole('button', { name: 'Suspend' }).waitFor()
    await page.unroute('**/v1/operations/*/events')
  })

  describe('a migration of the fleet', () => {
    it('goes on past the tenant that fails, and names it with its SQL error', async () => {
      const [good, bad] = await Promise.all([stage.onboard(), stage.onboard()])
      await inPlace(stage.network, bad, 'alter table polls add column pinned text')
      await stage.network.releaseService(next)
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

    it('tells what it would do, and changes nothing', async () => {
      const { slug } = await stage.onboard()
      await stage.network.releaseService(next)
      await page.goto('/console/migrations')
      await page.getByLabel('Tenants', { exact: true }).fill(slug)
      await page.getByLabel('Dry run').check()
      await page.getByRole('button', { name: 'Migrate' }).click()
      await page.getByRole('heading', { name: /succeeded/ }).waitFor()
      await page.getByRole('row', { name: slug }).getByText('skipped').waitFor()
    })
  })

  it('shows in what a tenant has drifted, with the SQL that mends it', async () => {
    const site = await stage.onboard()
    await inPlace(stage.network, site, 'drop index votes_tenant_id_choice_id_index')
    await page.goto('/console/drift')
    await page.getByLabel('Tenants', { exact: true }).fill(site.slug)
    await page.getByRole('button', { name: 'Check' }).click()
    const row = page.getByRole('row', { name: site.slug })
    await row.getByText(/votes_tenant_id_choice_id_index: missing/).waitFor()
    const fix = await row.locator('pre').innerText()
    expect(fix).toMatch(/^CREATE INDEX votes_tenant_id_choice_id_index/)

    await inPlace(stage.network, site, fix)
    await page.goto('/console/drift')
    await page.getByLabel('Tenants', { exact: true }).fill(site.slug)
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByRole('heading', { name: /succeeded/ }).waitFor()
    await seeTenants(page, [site.slug])
  })
})

/** Where a tenant of that slug is to lie, in the model schema. */
function schemaOf(slug: string): string {
  return `t_${slug.replaceAll('-', '_')}`
}
