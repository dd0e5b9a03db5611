import { createInterface } from 'node:readline'
import { ConfigError } from '../config-error.ts'
import { createLogger } from '../logger.ts'
import { runService } from '../service.ts'

/** A service in its own process, which prints its state, and starts as its argument demands. */
const [way = 'at once', grace = '60000'] = process.argv.slice(2)
const say = (text: string) => process.stdout.write(`${text}\n`)
const told = createInterface(process.stdin)[Symbol.asyncIterator]()
/** A service has servers that keep its process alive. */
setInterval(() => {}, 60_000)

const starts: Record<string, (stopping: AbortSignal) => Promise<unknown>> = {
  'at once': async () => {},
  'when told': () => told.next(),
  never: () => new Promise(() => {}),
  'unless stopped': (stopping) =>
    new Promise((_, reject) => {
      stopping.addEventListener('abort', () => reject(stopping.reason))
    }),
  'not, when told': async () => {
    await told.next()
    throw new ConfigError('cannot start')
  },
}

await runService(
  async (stopping) => {
    say('starting')
    stopping.addEventListener('abort', () => say('asked to stop'))
    await starts[way]?.(stopping)
    say('started')
    const close = async () => {
      say('closing')
      await told.next()
      say('closed')
    }
    return { service: { close }, logger: createLogger('stub', 'silent') }
  },
  { startGraceMs: Number(grace) },
)
