import { callJson } from '@mt/infra/dev/http-json'
import { eventually } from './eventually.ts'

/** Waits until all of these services are ready. Throws if one is not within `timeoutMs`. */
export async function untilReady(urls: readonly string[], timeoutMs?: number): Promise<void> {
  await eventually(() => Promise.all(urls.map(expectReady)), timeoutMs)
}

async function expectReady(url: string): Promise<void> {
  const { status } = await callJson({ origin: url, path: '/readyz' })
  if (status !== 200) throw new Error(`${url} is not ready: ${status}`)
}
