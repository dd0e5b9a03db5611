import { createInterface } from 'node:readline'
import { ConfigError } from '../config-error.ts'
import { createLogger } from '../logger.ts'
import { runService } from '../service.ts'

/** A service in its own process, which prints its state, and starts as its argument demands. */
const [way = 'at once', grace = '60000'] = process.argv.slice(2)
const say = (text: string) => process.stdout.write(`${text}\n`)
const requests = createInterface(process.stdin)[Symbol.asyncIterator]()
/** A service has servers that keep its process alive. */
setInterval(() => {}, 60_000)

const starts: Record<string, (stopping: AbortSignal) => Promise<unknown>> = {
  'at once': async () => {},
  'on request': () => requests.next(),
  never: () => new Promise(() => {}),
  'unless stopped': (stopping) =>
    new Promise((_, reject) => {
      stopping.addEventListener('abort', () => reject(stopping.reason))
    }),
  'not, on request': async () => {
    await requests.next()
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
      await requests.next()
      say('closed')
    }
    return { service: { close }, logger: createLogger('stub', 'silent') }
  },
  { startGraceMs: Number(grace) },
)
