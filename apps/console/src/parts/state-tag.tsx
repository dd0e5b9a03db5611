import { Tag } from '@mt/web/parts/tag.tsx'

const good = new Set(['active', 'succeeded', 'ok'])
const bad = new Set(['failed', 'away', 'drifted', 'deleted', 'cancelled'])
const moving = new Set(['provisioning', 'moving', 'running', 'pending'])

/** A state as a word; the colour only repeats it. */
export function StateTag({ state }: { state: string }) {
  const tone = good.has(state)
    ? 'good'
    : bad.has(state)
      ? 'danger'
      : moving.has(state)
        ? 'accent'
        : undefined
  return <Tag tone={tone}>{state}</Tag>
}
