import { type Browser, chromium } from 'playwright-core'
import { request } from 'undici'
import { type Network, type PlatformAddress, reachNetwork } from '../network.ts'

/** The platform that all tests of a run call, each with tenants of its own. It starts when the first one asks. */
export async function sharedNetwork(): Promise<SharedNetwork> {
  const address = await ask<SharedPlatform>('platform')
  return { ...reachNetwork(address), secondGatewayUrl: address.secondGatewayUrl }
}

/** Resolves when the pages of the services are built. */
export async function builtPages(): Promise<void> {
  await ask('pages')
}

/** The one Chromium of a run. Closing this connection closes the pages opened through it, and no others. */
export async function sharedBrowser(): Promise<Browser> {
  return chromium.connect(await ask<string>('browser'))
}

export interface SharedPlatform extends PlatformAddress {
  /** A second gateway, with a second polls behind it. */
  readonly secondGatewayUrl: string
}

export type SharedNetwork = Network & SharedPlatform

async function ask<T>(name: string): Promise<T> {
  const { statusCode, body } = await request(`${process.env.TEST_SHARED_URL}/${name}`, {
    headersTimeout: 0,
    bodyTimeout: 0,
    reset: true,
  })
  if (statusCode !== 200) throw new Error(`${name}: ${await body.text()}`)
  return (await body.json()) as T
}
