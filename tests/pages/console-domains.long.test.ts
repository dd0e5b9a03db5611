import { startDnsServer, type TestDnsServer } from '@mt/control-plane/testing/dns-server'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newSlug } from '../network.ts'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import { signInWithKey } from './console-walks.ts'
import { findings } from './findings.ts'
import { describeInBrowser, openStage, type Stage } from './stage.ts'

describeInBrowser('the console, on custom domains', () => {
  let dns: TestDnsServer
  let network: OwnNetwork
  let stage: Stage
  let page: Page

  beforeAll(async () => {
    dns = await startDnsServer()
    network = await startNetwork({ env: { DOMAIN_PROOF: 'dns', DNS_RESOLVERS: dns.address } })
    stage = await openStage({ network })
    page = await stage.visitConsole('/console', { bypassCSP: true, reducedMotion: 'reduce' })
    await signInWithKey(page, network.opsKey)
  })

  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]()
    await network?.[Symbol.asyncDispose]()
    await dns?.close()
  })

  it('shows the record to set, for everybody to read, and the domain as active in time', async () => {
    const { slug } = await stage.onboard()
    const host = `${newSlug()}.example.org`
    const row = page.getByRole('table', { name: 'Domains' }).getByRole('row', { name: host })
    const proof = page.getByRole('region', { name: `Proof of ${host}` })
    const checkNow = proof.getByRole('button', { name: `Check now: ${host}` })
    await page.goto(`/console/tenants/${slug}`)
    await page.getByLabel('Additional host').fill(host)
    await page.getByRole('button', { name: 'Add host' }).click()
    await row.getByText('pending').waitFor()
    const [name, value] = await proof.locator('code').allTextContents()
    expect(name).toBe(`_platform-challenge.${host}`)

    await checkNow.click()
    await proof.getByText(`Result: no TXT record at ${name}.`).waitFor()
    expect(await findings(page)).toEqual([])
    dns.zone.set(String(name), [String(value)])
    await checkNow.click()
    await row.getByText('active').waitFor()
    await proof.waitFor({ state: 'detached' })
  })

  it('says why a name is refused', async () => {
    const { slug } = await stage.onboard()
    await page.goto(`/console/tenants/${slug}`)
    await page.getByLabel('Additional host').fill('github.io')
    await page.getByRole('button', { name: 'Add host' }).click()
    await page.getByText(/^The host must not be a public suffix/).waitFor()
  })
})
