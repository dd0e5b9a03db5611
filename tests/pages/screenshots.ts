import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { usageDay } from '@mt/shared/usage-protocol'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { Network } from '../network.ts'
import { startNetwork } from '../own-network.ts'
import { expectStatus, type User } from '../tenant-client.ts'
import { startBrowser } from './browser.ts'
import { signInWithKey, submitTenant } from './console-walks.ts'
import { openStage, root, type Site, type Stage } from './stage.ts'
import { countRequests, seeCounted } from './usage.ts'
import { signIn } from './walks.ts'

/** Takes the screenshots in README and docs. */
const folder = join(import.meta.dirname, '../../docs/images')

const polls = [
  {
    question: 'Where do we eat on Friday?',
    choices: ['The harbour', 'The old mill'],
    votes: [0, 0, 1],
  },
  {
    question: 'When does the release go out?',
    choices: ['Today', 'On Monday'],
    votes: [1, 1, 0, 1],
  },
  {
    question: 'Tabs or spaces?',
    choices: ['Tabs', 'Spaces', 'Whatever the formatter says'],
    votes: [2, 1, 2, 0, 2, 2],
  },
]

const desk = { viewport: { width: 960, height: 600 } }
const phoneByNight = {
  viewport: { width: 390, height: 720 },
  colorScheme: 'dark',
} satisfies BrowserContextOptions

async function takePictures(): Promise<void> {
  await mkdir(folder, { recursive: true })
  await using network = await startNetwork({ ownPostgres: true })
  await using stage = await openStage({ network, browser: await startBrowser() })
  const site = await stage.onboard({ slug: 'thor' })
  const poll = await fill(site)
  const page = await site.visit('/', desk)
  await picture(page, 'tenant-home')
  const wide = await signedIn(site, desk)
  await wide.goto(`/app/polls/${poll}`)
  await wide.getByRole('radio', { name: 'Spaces' }).check()
  await picture(wide, 'tenant-poll')
  await wide.goto('/admin/polls?sort=-votes')
  await picture(wide, 'tenant-admin')
  const narrow = await signedIn(site, phoneByNight)
  await picture(narrow, 'tenant-phone')
  await takeConsolePictures(stage)
}

const fleet = [
  { slug: 'frigga', isolation: 'shared' },
  { slug: 'potter', isolation: 'schema' },
  { slug: 'loki', isolation: 'database' },
  { slug: 'sif', isolation: 'schema' },
] as const

/** A small fleet with a suspended tenant, as operators see it. */
async function takeConsolePictures(stage: Stage): Promise<void> {
  for (const tenant of fleet) await stage.onboard(tenant)
  const { network } = stage
  await network.operate('POST', '/v1/tenants/frigga/suspend', undefined, { prefer: 'wait=10' })
  const page = await stage.visitConsole('/console', { viewport: { width: 1180, height: 720 } })
  await signInWithKey(page, network.opsKey)
  await page.getByRole('link', { name: 'loki' }).waitFor()
  await picture(page, 'console-fleet')
  await submitTenant(page, { slug: 'hela', name: 'Hela', isolation: 'database' })
  await page.getByRole('link', { name: 'Open hela' }).waitFor()
  await picture(page, 'console-onboarding')
  await useTenant(network, 'hela')
  await page.getByRole('link', { name: 'Open hela' }).click()
  await page.getByRole('application', { name: 'Requests per day' }).waitFor()
  await page.setViewportSize({ width: 1180, height: 960 })
  await picture(page, 'console-tenant')
}

const requestsOfDays = [310, 480, 455, 620, 590, 240, 205, 530]

/** The requests of a week, oldest day first. */
async function useTenant(network: Network, slug: string): Promise<void> {
  const dayMs = 24 * 60 * 60 * 1_000
  const days = requestsOfDays.toReversed().map((requests, back) => {
    return { slug, requests, day: usageDay(Date.now() - back * dayMs) }
  })
  for (const day of days) await countRequests(network, day)
  for (const day of days) await seeCounted(network, day)
}

async function signedIn(site: Site, options: BrowserContextOptions): Promise<Page> {
  const page = await site.visit('/app', options)
  await signIn(page, root)
  return page
}

/** Takes a screenshot once animations have ended. */
async function picture(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByText('Loading').first().waitFor({ state: 'detached' })
  await page.getByText('Connecting').waitFor({ state: 'detached' })
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}

/** Creates polls with votes and returns the id of the last one. */
async function fill(site: Site): Promise<string> {
  const admin = await site.logIn(root.username, root.password)
  const settings = { name: 'Thor', colour: '#0f766e' }
  await site.call('PATCH', '/admin/api/settings', { token: admin, body: settings })
  const names = ['alice', 'bob', 'carol', 'dora', 'erik', 'frida']
  const users = await Promise.all(names.map((name) => site.newUser(name)))
  let last = ''
  for (const poll of polls) last = await addPoll(site, users, poll)
  return last
}

async function addPoll(
  site: Site,
  users: User[],
  { question, choices, votes }: (typeof polls)[number],
): Promise<string> {
  const call = (user: User | undefined, path: string, body?: object) =>
    site.call('POST', path, { token: String(user?.token), body })
  const made = expectStatus(await call(users[0], '/polls', { question, choices }), 201)
  const poll = made as { id: string; choices: { id: string }[] }
  for (const [index, choice] of votes.entries()) {
    await call(users[index], `/polls/${poll.id}/choices/${poll.choices[choice]?.id}/vote`)
  }
  return poll.id
}

await takePictures()
process.exit()
