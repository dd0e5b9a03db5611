import { accessSync, constants } from 'node:fs'
import { readEnv } from '@mt/shared/config'
import { z } from 'zod'

/** Where Debian, Ubuntu, Fedora and macOS have theirs. */
const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The Chromium of this machine: the one that CHROMIUM_PATH names, else one in a usual place, if there is any. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH } = readEnv(z.object({ CHROMIUM_PATH: z.string().optional() }))
  return CHROMIUM_PATH ?? usualPlaces.find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
