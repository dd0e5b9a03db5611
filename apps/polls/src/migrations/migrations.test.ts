import { describeTables } from '@mt/data-plane/testing/describe-tables'
import { polls } from '../service.ts'
import { unsaid } from './index.ts'

describeTables(polls, unsaid)
