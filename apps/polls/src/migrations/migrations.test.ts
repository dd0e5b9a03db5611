import { describeTables } from '@mt/data-plane/testing/describe-tables'
import { polls } from '../service.ts'
import { notInEntities } from './index.ts'

describeTables(polls, notInEntities)
