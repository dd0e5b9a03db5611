import { once } from 'node:events'
import { startNetwork } from '../own-network.ts'
import type { SharedPlatform } from './shared.ts'

const maxClosingMs = 20_000

/** Runs until standard input ends, which is when its launcher ends at the latest. Writes its address as the first line. */
await using network = await startNetwork({ env: { LOG_LEVEL: 'error' }, keepDatabases: true })
const { gatewayUrl: secondGatewayUrl } = await network.startSecondPath()
const { baseDomain, gatewayUrl, controlPlaneUrl, serviceUrl, internalUrl, redisUrl } = network
const { opsKey, tenantsFolder, runtimeSecret, signingKeys } = network
const address: SharedPlatform = {
  ...{
    baseDomain,
    gatewayUrl,
    secondGatewayUrl,
    controlPlaneUrl,
    serviceUrl,
    internalUrl,
    redisUrl,
  },
  ...{ opsKey, tenantsFolder, runtimeSecret, signingKeys },
}
process.stdout.write(`${JSON.stringify(address)}\n`)
process.stdin.resume()
await once(process.stdin, 'close')
// If the run was killed, its servers are gone too, and closing would wait for them.
setTimeout(() => process.exit(1), maxClosingMs).unref()
