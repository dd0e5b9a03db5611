import { describeConformance } from './conformance.ts'

describeConformance('database')
