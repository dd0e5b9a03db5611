import { accessSync, constants } from 'node:fs'
import { readEnv } from '@mt/shared/config'
import { z } from 'zod'

/** Its paths on Debian, Ubuntu, Fedora and macOS. */
const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The Chromium of this machine: CHROMIUM_PATH, or one at a usual path, if there is any. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH } = readEnv(z.object({ CHROMIUM_PATH: z.string().optional() }))
  return CHROMIUM_PATH ?? usualPaths.find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
