import { startNetwork } from '../network.ts'
import { createTarget, type Target } from './target.ts'

/** A platform of this process's own, with two ways in: two gateways, each before a polls of its own. */
export async function openNetworkTarget(): Promise<Target> {
  const network = await startNetwork()
  const second = await network.startSecondPath()
  const target = createTarget({
    gateways: [network.gatewayUrl, second.gatewayUrl],
    ops: network.controlPlaneUrl,
    key: network.opsKey,
    polls: network.serviceUrl,
  })
  return {
    ...target,
    async [Symbol.asyncDispose]() {
      await target[Symbol.asyncDispose]()
      await network[Symbol.asyncDispose]()
    },
  }
}
