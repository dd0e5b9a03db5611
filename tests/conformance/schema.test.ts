import { describeConformance } from './conformance.ts'

describeConformance('schema')
