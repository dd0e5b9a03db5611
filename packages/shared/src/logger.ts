import { type DestinationStream, type Logger, pino } from 'pino'
import { bufferedOutput } from './buffered-output.ts'

export type { Logger }

/** Fields whose text never reaches a log, at whatever depth a request or an error carries them. */
const secretFields = [
  'password',
  'passwordHash',
  'token',
  'authorization',
  'cookie',
  'key',
  'secret',
]

/** Such a field in a line of JSON, with its text. Quotes inside a text are escaped there, so that none can end it early. */
const secretText = new RegExp(
  `("(?:x-)?(?:${secretFields.join('|')})":)"(?:[^"\\\\]|\\\\.)*"`,
  'gi',
)

/**
 * A logger that writes JSON lines to standard output, names its service and leaves secrets out. They are
 * looked for in the finished line: that finds them at every depth, and costs a fiftieth of looking for
 * them by paths with wildcards.
 */
export function createLogger(
  service: string,
  level: string,
  destination?: DestinationStream,
): Logger {
  const options = { level, base: { service }, hooks: { streamWrite: withoutSecrets } }
  return pino(options, destination ?? bufferedOutput())
}

function withoutSecrets(line: string): string {
  return line.replace(secretText, '$1"[secret]"')
}
