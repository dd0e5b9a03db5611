export const stepStates = ['pending', 'running', 'succeeded', 'failed', 'undone'] as const

/** How far a step has come, as the operation's row keeps it and its watchers see it. */
export interface StepRecord {
  name: string
  state: (typeof stepStates)[number]
  attempts: number
  startedAt: string | null
  finishedAt: string | null
  error: string | null
}

const untouched = {
  state: 'pending',
  attempts: 0,
  startedAt: null,
  finishedAt: null,
  error: null,
} as const

/** Steps of which none has begun. */
export function pendingSteps(names: string[]): StepRecord[] {
  return names.map((name) => ({ name, ...untouched }))
}

/** The step that is to be done now; undefined when all have succeeded. */
export function currentStep(steps: StepRecord[]): StepRecord | undefined {
  return steps.find((step) => step.state !== 'succeeded')
}

/** Whether a step has been given up, so that those before it are to be undone. */
export function isGivenUp(steps: StepRecord[]): boolean {
  return steps.some((step) => step.state === 'failed')
}

/** The steps with the current one begun once more. */
export function beginStep(steps: StepRecord[], now: Date): StepRecord[] {
  return withCurrent(steps, (step) => ({
    ...step,
    state: 'running',
    attempts: step.attempts + 1,
    startedAt: step.startedAt ?? now.toISOString(),
  }))
}

/** The steps with the current one done. */
export function succeedStep(steps: StepRecord[], now: Date): StepRecord[] {
  return withCurrent(steps, (step) => ({
    ...step,
    state: 'succeeded',
    finishedAt: now.toISOString(),
    error: null,
  }))
}

/** The steps with what went wrong in the current one, which is tried again. */
export function failAttempt(steps: StepRecord[], error: string): StepRecord[] {
  return withCurrent(steps, (step) => ({ ...step, error }))
}

/** The steps with the current one given up. */
export function giveUpStep(steps: StepRecord[], now: Date): StepRecord[] {
  return withCurrent(steps, (step) => ({
    ...step,
    state: 'failed',
    finishedAt: now.toISOString(),
  }))
}

/** The steps with the one that was given up, and those after it, to be done anew. */
export function reopenSteps(steps: StepRecord[]): StepRecord[] {
  return steps.map((step) => (step.state === 'succeeded' ? step : { ...step, ...untouched }))
}

/** The steps with those that had succeeded undone. */
export function undoSteps(steps: StepRecord[]): StepRecord[] {
  return steps.map((step) => (step.state === 'succeeded' ? { ...step, state: 'undone' } : step))
}

function withCurrent(steps: StepRecord[], change: (step: StepRecord) => StepRecord): StepRecord[] {
  const current = currentStep(steps)
  return steps.map((step) => (step === current ? change(step) : step))
}
