import { readFileSync } from 'node:fs'
import { ConfigError, readEnv, url } from '@mt/shared/config'
import { z } from 'zod'
import { usageError } from './errors.ts'

const envSchema = z.object({
  CONTROL_PLANE_URL: url('http', 'https').default('http://127.0.0.1:8081'),
  OPS_API_KEY: z.string().optional(),
})

/** The flags of every verb. */
export interface GlobalOptions {
  url?: string
  keyFile?: string
  json?: boolean
}

export interface Settings {
  url: string
  apiKey: string
  json: boolean
}

/** Reads the control plane's URL and the API key. A key is never an argument, which every user of the machine could read. */
export function readSettings(options: GlobalOptions): Settings {
  const env = readEnvironment()
  const where = options.url ?? env.CONTROL_PLANE_URL
  if (!URL.canParse(where)) throw usageError('--url must be a URL such as http://127.0.0.1:8081')
  const apiKey = options.keyFile === undefined ? env.OPS_API_KEY : readKey(options.keyFile)
  if (!apiKey) throw usageError('an API key is required: set OPS_API_KEY or use --key-file')
  return { url: where, apiKey, json: options.json ?? false }
}

function readEnvironment() {
  try {
    return readEnv(envSchema)
  } catch (error) {
    throw error instanceof ConfigError ? usageError(error.message) : error
  }
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw usageError(`--key-file: cannot read ${file}`)
  }
}
