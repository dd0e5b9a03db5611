import { Counter, type Registry } from 'prom-client'

export type RegistryMetrics = ReturnType<typeof createRegistryMetrics>

/** What a reader of the registry counts, in `register`. */
export function createRegistryMetrics(register: Registry) {
  const lookups = counter(register, 'lookups', 'Look-ups by the source that answered them', [
    'source',
  ])
  return {
    memoryHits: lookups.labels('memory'),
    unknownHits: lookups.labels('memory_unknown'),
    redisHits: lookups.labels('redis'),
    controlPlaneHits: lookups.labels('control_plane'),
    unavailable: lookups.labels('none'),
    staleServes: counter(
      register,
      'stale_serves',
      'Entries served although no source confirmed them',
    ),
    refused: counter(
      register,
      'refused_entries',
      'Entries refused: forged, malformed or for another host',
      ['source'],
    ),
    falseAnnouncements: counter(
      register,
      'false_announcements',
      'Announcements that were malformed, or of a version that the control plane does not know',
    ),
    gaps: counter(register, 'gaps', 'Times that changes may have been missed'),
    feedReads: counter(register, 'feed_reads', 'Reads of the change feed', ['outcome']),
  }
}

function counter(register: Registry, name: string, help: string, labelNames: string[] = []) {
  return new Counter({ name: `registry_${name}_total`, help, labelNames, registers: [register] })
}
