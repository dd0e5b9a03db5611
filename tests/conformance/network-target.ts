import { startNetwork } from '../network.ts'
import { createTarget, type Target } from './target.ts'

/** A platform in this process with two gateways, each in front of its own polls. */
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
