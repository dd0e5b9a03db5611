import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Config } from '../config.ts'
import { startControlPlane } from '../start.ts'

/**
 * A process of its own for a control plane that tests may kill: the configuration comes in, as a line, and
 * its URL goes out. It ends when whoever started it has gone, and its input with it.
 */
const input = createInterface(process.stdin)
const [line] = await once(input, 'line')
input.once('close', () => process.kill(process.pid, 'SIGKILL'))
const config: Config = JSON.parse(line)
const { url } = await startControlPlane(config)
process.stdout.write(`${url}\n`)
