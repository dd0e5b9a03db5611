import { setTimeout as sleep } from 'node:timers/promises'
import { placeOf, readDescription } from '@mt/control-plane/runtimes/process/tenant-place'
import type { RunningPart } from '@mt/control-plane/runtimes/runtime'
import { findRecorded } from '@mt/local-servers/processes/recorded-process'
import { tenantFolders } from '@mt/local-servers/tenants/tenant-processes'

const pollIntervalMs = 5
/** After this time a step that was about to begin is at work. */
const withinMs = 50

/**
 * Kills a part of a dedicated tenant as a crash would: a running part while the next step is at work, another
 * part as soon as it runs. Resolves before that to a promise for when it is done.
 */
export async function crashPart(
  folder: string,
  tenant: { slug: string; part: RunningPart },
): Promise<{ done: Promise<void> }> {
  const record = await recordOf(folder, tenant)
  const runs = record !== undefined && (await findRecorded(record)) !== undefined
  return {
    done: runs
      ? sleep(withinMs)
          .then(() => crash(record))
          .then(() => {})
      : asItStarts(),
  }

  async function asItStarts(): Promise<void> {
    for (;;) {
      const started = await recordOf(folder, tenant)
      if (started && (await crash(started))) return
      await sleep(pollIntervalMs)
    }
  }
}

/** Returns whether it was running. */
async function crash(record: string): Promise<boolean> {
  const found = await findRecorded(record)
  if (found) process.kill(found.pid, 'SIGKILL')
  return found !== undefined
}

async function recordOf(
  folder: string,
  { slug, part }: { slug: string; part: RunningPart },
): Promise<string | undefined> {
  for (const id of await tenantFolders(folder)) {
    const place = placeOf(folder, id)
    if ((await readDescription(place))?.slug === slug) return place.records[part]
  }
  return undefined
}
