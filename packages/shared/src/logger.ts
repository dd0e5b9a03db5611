import { type DestinationStream, type Logger, pino } from 'pino'
import { bufferedOutput } from './buffered-output.ts'

export type { Logger }

/** Fields whose text never reaches a log, at whatever depth of a request or an error they are. */
const secretFields = [
  'password',
  'passwordHash',
  'token',
  'authorization',
  'cookie',
  'key',
  'secret',
]

/**
 * Such a field and its text in a line of JSON. Quotes inside the text are escaped there, so none can end it
 * early.
 */
const secretText = new RegExp(
  `("(?:x-)?(?:${secretFields.join('|')})":)"(?:[^"\\\\]|\\\\.)*"`,
  'gi',
)

/**
 * A logger that writes JSON lines to standard output, names its service and removes secrets. It searches
 * the finished line: that finds them at every depth, at a fiftieth of the cost of paths with wildcards.
 */
export function createLogger(
  service: string,
  level: string,
  destination?: DestinationStream,
): Logger {
  const options = { level, base: { service }, hooks: { streamWrite: withoutSecrets } }
  return pino(options, destination ?? bufferedOutput())
}

/** Writes one line at level info, with fields that are known to hold no secret. */
export type WriteLine = (fields: Record<string, string | number | boolean | undefined>) => void

/**
 * Writes lines as `logger.info(fields, message)` does, at a third of the cost, for callers that write
 * thousands per second. It does not search for secrets.
 */
export function createLineWriter(logger: Logger, message: string): WriteLine {
  const { streamSym, chindingsSym } = pino.symbols
  const inner = logger as unknown as Record<symbol, DestinationStream | string>
  const output = inner[streamSym] as DestinationStream
  const constant = `${inner[chindingsSym]}`
  const end = `,"msg":${JSON.stringify(message)}}\n`
  return function writeLine(fields) {
    if (!logger.isLevelEnabled('info')) return
    let line = `{"level":${infoLevel},"time":${Date.now()}${constant}`
    for (const name in fields) {
      const value = fields[name]
      if (value === undefined) continue
      line += `,"${name}":${typeof value === 'string' ? JSON.stringify(value) : value}`
    }
    output.write(line + end)
  }
}

const infoLevel = pino.levels.values.info

function withoutSecrets(line: string): string {
  return line.replace(secretText, '$1"[secret]"')
}
