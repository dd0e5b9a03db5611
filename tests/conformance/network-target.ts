import { sharedNetwork } from '../setup/shared.ts'
import { createTarget, type Target } from './target.ts'

/** The platform that tests share, with two ways in: two gateways, each before a polls of its own. */
export async function openNetworkTarget(): Promise<Target> {
  const network = await sharedNetwork()
  return createTarget({
    gateways: [network.gatewayUrl, network.secondGatewayUrl],
    ops: network.controlPlaneUrl,
    key: network.opsKey,
    polls: network.serviceUrl,
  })
}
