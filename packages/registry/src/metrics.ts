import { Counter, type Registry } from 'prom-client'

export type RegistryMetrics = ReturnType<typeof createRegistryMetrics>

/** What a reader of the registry counts, in `register`. */
export function createRegistryMetrics(register: Registry) {
  const lookups = counter(register, 'lookups', 'Look-ups by what answered them', ['source'])
  return {
    memoryHits: lookups.labels('memory'),
    unknownHits: lookups.labels('memory_unknown'),
    redisHits: lookups.labels('redis'),
    controlPlaneHits: lookups.labels('control_plane'),
    unavailable: lookups.labels('none'),
    staleServes: counter(
      register,
      'stale_serves',
      'Entries served though no source confirmed them',
    ),
    refused: counter(register, 'refused_entries', 'Forged, malformed or misplaced entries', [
      'source',
    ]),
    falseAnnouncements: counter(
      register,
      'false_announcements',
      'Announcements that were malformed, or of a version unknown to the control plane',
    ),
    gaps: counter(register, 'gaps', 'Times that changes may have been missed'),
    feedReads: counter(register, 'feed_reads', 'Reads of the change feed', ['outcome']),
  }
}

function counter(register: Registry, name: string, help: string, labelNames: string[] = []) {
  return new Counter({ name: `registry_${name}_total`, help, labelNames, registers: [register] })
}
