import { describeConformance } from './conformance.ts'

describeConformance('shared')
