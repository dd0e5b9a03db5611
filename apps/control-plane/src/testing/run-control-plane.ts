import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Config } from '../config.ts'
import { startControlPlane } from '../start.ts'

/**
 * Runs a control plane in its own process, which tests may kill: it reads its configuration as one line and
 * writes its URL. It ends when its input is closed, so it does not outlive the test.
 */
const input = createInterface(process.stdin)
const [line] = await once(input, 'line')
input.once('close', () => process.kill(process.pid, 'SIGKILL'))
const config: Config = JSON.parse(line)
const { url } = await startControlPlane(config)
process.stdout.write(`${url}\n`)
