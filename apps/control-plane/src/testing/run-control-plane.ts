import { text } from 'node:stream/consumers'
import type { Config } from '../config.ts'
import { startControlPlane } from '../start.ts'

/** A process of its own for a control plane that tests may kill: the configuration comes in, its URL goes out. */
const config: Config = JSON.parse(await text(process.stdin))
const { url } = await startControlPlane(config)
process.stdout.write(`${url}\n`)
