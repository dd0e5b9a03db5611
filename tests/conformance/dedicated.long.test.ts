import { describeConformance } from './conformance.ts'

describeConformance('dedicated')
