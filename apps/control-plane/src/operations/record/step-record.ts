export const stepStates = ['pending', 'running', 'succeeded', 'failed', 'undone'] as const

/** The state of a step, as it is stored in the operation's row and returned by the API. */
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

/** The records of steps before any has begun. */
export function pendingSteps(names: string[]): StepRecord[] {
  return names.map((name) => ({ name, ...untouched }))
}

/** The step to do next; undefined when all have succeeded. */
export function currentStep(steps: StepRecord[]): StepRecord | undefined {
  return steps.find((step) => step.state !== 'succeeded')
}

/** Whether a step has been given up, so that the steps before it have to be undone. */
export function isGivenUp(steps: StepRecord[]): boolean {
  return steps.some((step) => step.state === 'failed')
}

/** Begins an attempt at the current step. */
export function beginStep(steps: StepRecord[], now: Date): StepRecord[] {
  return withCurrent(steps, (step) => ({
    ...step,
    state: 'running',
    attempts: step.attempts + 1,
    startedAt: step.startedAt ?? now.toISOString(),
  }))
}

/** Completes the current step. */
export function succeedStep(steps: StepRecord[], now: Date): StepRecord[] {
  return withCurrent(steps, (step) => ({
    ...step,
    state: 'succeeded',
    finishedAt: now.toISOString(),
    error: null,
  }))
}

/** Records the error of an attempt at the current step. */
export function failAttempt(steps: StepRecord[], error: string): StepRecord[] {
  return withCurrent(steps, (step) => ({ ...step, error }))
}

/** Gives up the current step. */
export function giveUpStep(steps: StepRecord[], now: Date): StepRecord[] {
  return withCurrent(steps, (step) => ({
    ...step,
    state: 'failed',
    finishedAt: now.toISOString(),
  }))
}

/** Resets the step that was given up and those after it, for a retry. */
export function reopenSteps(steps: StepRecord[]): StepRecord[] {
  return steps.map((step) => (step.state === 'succeeded' ? step : { ...step, ...untouched }))
}

/** Marks the completed steps as undone. */
export function undoSteps(steps: StepRecord[]): StepRecord[] {
  return steps.map((step) => (step.state === 'succeeded' ? { ...step, state: 'undone' } : step))
}

function withCurrent(steps: StepRecord[], change: (step: StepRecord) => StepRecord): StepRecord[] {
  const current = currentStep(steps)
  return steps.map((step) => (step === current ? change(step) : step))
}
