import { AggregatorRegistry, collectDefaultMetrics, type Registry } from 'prom-client'

/** Lets the process that started this one (start-processes.ts) collect its metrics. */
export function offerMetrics(register: Registry): void {
  collectDefaultMetrics({ register })
  AggregatorRegistry.setRegistries(register)
  new AggregatorRegistry()
}
