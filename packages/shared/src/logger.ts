import { type Logger, pino } from 'pino'

export type { Logger }

/** Fields that never reach a log, at whatever depth a request or an error carries them. */
const secretFields = [
  'password',
  'passwordHash',
  'token',
  'authorization',
  'cookie',
  'key',
  'secret',
]

/** A logger that writes JSON lines to standard output, names its service and leaves secrets out. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    redact: {
      paths: secretFields.flatMap((field) => [
        field,
        `*.${field}`,
        `*.*.${field}`,
        `*["x-${field}"]`,
      ]),
      censor: '[secret]',
    },
  })
}
