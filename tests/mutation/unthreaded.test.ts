import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createAnchors } from '../../src/audit/chain/anchors.ts'
import { intent, temporaryFolder, usageOf } from '../audit/fixture.ts'
import { createSetup } from '../audit/setup.ts'
import { createThreadedStore } from './unthreaded.ts'

test('the store that mutants are tried on records as the one on a thread of its own does', async () => {
  const folder = temporaryFolder()
  const anchors = createAnchors(join(folder, 'anchors.jsonl'))
  const setup = createSetup(join(folder, 'audit.sqlite'))
  const store = createThreadedStore(setup, anchors, Date.now)
  onTestFinished(() => store.close())
  await store.probe()
  expect(await store.append([intent(), intent()])).toEqual(['RECORDED', 'RECORDED'])
  expect((await usageOf(store)).total).toBe(2)
})
